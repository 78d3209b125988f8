/** What clients and operators are warned of. */
import { type FindingText, said } from './text.ts';

export const WARNINGS = {
  'health-missing': said(
    'GET / gives no good answer, neither at the URL nor at the server’s root.',
    'Health checks fail, and a run may refuse to start.',
    'Answer GET / with status 200.',
  ),
  'content-type': said(
    'A JSON answer is not called application/json.',
    'Strict clients refuse it.',
    'Send `content-type: application/json`.',
  ),
  'server-error': said(
    'A request that should be refused was answered with a 5xx status.',
    'Clients take it for a fault of the server, and try again what can never work.',
    'Refuse it with a 4xx status, or as the protocol’s `error`.',
  ),
  'stack-trace': said(
    'An answer shows a stack trace or an error page.',
    'Paths and code of the server are shown to clients.',
    'Log it, and answer with a sentence.',
  ),
  'error-empty': said(
    'An `error` is empty, or a bare name or number.',
    'Nobody can tell from it what went wrong; clients that test it for text take it for none.',
    'Say in a sentence what was wrong.',
  ),
  'bad-request-accepted': said(
    'A request with a missing field or a wrong type was carried out.',
    'Mistakes of a client go unnoticed.',
    'Check the body before it is used.',
  ),
  'get-failed': said(
    'A GET of this protocol answers with an error, or in another type.',
    'Clients that ask for it stop with an exception; the original asks only for what its first prompt is made of.',
    'Mend the route.',
  ),
  'close-missing': said(
    'There is no /close: sessions are never freed.',
    'The original client’s close() fails, and the server’s memory grows with every rollout.',
    'Add POST /close. Until then: clients use sessions again (this one does), and the server is restarted at times.',
  ),
  'close-failed': said(
    'Closing a session failed.',
    'Sessions stay open, and clients stop with an exception after the rollout.',
    'Make /close answer `true`.',
  ),
  'close-again-failed': said(
    'Closing an id that is not open any more, or never was, is answered with a 5xx status.',
    'A client that cleans up twice stops with an exception.',
    'Answer `false`.',
  ),
  'close-before-reset': said(
    'A session that was never reset cannot be closed.',
    'A client that stops early leaves it behind.',
    'Close whatever was created.',
  ),
  'closed-but-listed': said(
    'A closed session is still in /list_envs.',
    'It was probably not freed.',
    'Take it off the list when it is freed, and free it when it is closed.',
  ),
  'id-reused': said(
    'The id of a closed session was handed out again.',
    'A late request of the old client reaches the session of another.',
    'Count ids up, or draw them from a large range.',
  ),
  'steps-differ': said(
    'The same actions after the same reset had different answers.',
    'Episodes cannot be repeated, and what depends on chance looks like a difference of policies.',
    'Seed what is random in an episode with the task.',
  ),
  'word-redrawn': said(
    'The same guess in the same task has different feedback, depending on what was guessed before.',
    'The hidden word is not fixed by the task: results of one task cannot be compared.',
    'Draw the word once, at /reset.',
  ),
  'tasks-alike': said(
    'Different tasks began alike.',
    'The index may not be read; fingerprints cannot tell the tasks apart.',
    'Use the index; or, where tasks look alike by design, leave it.',
  ),
  'task-missing': said(
    'A task that was asked for cannot be reset, though others can.',
    'Rollouts of it end as env_error; scripts that try again for ever hang.',
    'Leave it out of the ids, or mend it.',
  ),
  'done-off': said(
    'After the end of an episode, `done` is false again.',
    'A client that sends one more action believes that the episode goes on.',
    'Keep `done` true, or refuse the step, until the next reset.',
  ),
  'reward-after-done': said(
    'A step after the end of an episode was rewarded again.',
    'A client that adds rewards up, or sends a step again, gets more than there is.',
    'Answer steps after the end with reward 0, or refuse them.',
  ),
  'malformed-rewarded': said(
    'A malformed action repeats the best reward so far.',
    'A rollout whose last action is junk is a success.',
    'Answer it with reward 0, or with the reward the state at hand deserves.',
  ),
  'odd-action-failed': said(
    'An odd action (empty, very long, with quotes, braces or control characters) was not answered as a step.',
    'A clumsy policy ends rollouts as env_error instead of being told.',
    'Answer any text with an observation.',
  ),
  'solution-shown': said(
    'The solution travels on the wire during the episode.',
    'A client that shows the whole answer to its policy gives the solution away.',
    'Leave it out.',
  ),
  'unlimited-guesses': said(
    'Wrong answers end nothing: guessing can go on without limit.',
    'A policy that guesses often is better than it is; compare runs with the same number of rounds only.',
    'End the episode at an answer, or count them.',
  ),
  'done-on-junk': said(
    'An action that means nothing ended the episode.',
    'A slip of the format is a failure at once.',
    'Answer it, and go on.',
  ),
  'expert-fails': said(
    'The environment’s own expert does not solve a task.',
    'Demonstrations made with it are failures.',
    'Mend the expert, or take the task out.',
  ),
} as const satisfies Record<string, FindingText>;
