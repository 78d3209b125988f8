/** What is broken: clients get wrong results, or none. */
import { type FindingText, said } from './text.ts';

export const BROKEN = {
  'no-answer': said(
    'A request got no answer in time, or the connection broke.',
    'Rollouts hang until their deadline and end as env_error.',
    'Answer every request; look at the log for what happened to this one.',
  ),
  'call-failed': said(
    'A request as clients send it was answered with an error.',
    'The rollout ends as env_error; the original Python client stops with an exception.',
    'Make the call work; the answer says what the server made of it.',
  ),
  'not-json': said(
    'An answer with status 200 is no JSON.',
    'No client can read it.',
    'Answer JSON. NaN and Infinity are not JSON, though some libraries write them.',
  ),
  'shape-wrong': said(
    'An answer lacks a field that clients read, or has it in the wrong type.',
    'The original client stops with KeyError or TypeError; this one ends the rollout as env_error.',
    'Answer with the fields and types of the protocol.',
  ),
  'reward-not-a-number': said(
    'A reward is not a finite number.',
    'It would poison averages and weights, so the rollout ends as env_error.',
    'Send a finite JSON number.',
  ),
  'reward-out-of-range': said(
    'A reward lies outside the range of this environment.',
    'A success may be counted that is none, or a weight be above 1; here the rollout ends as env_error.',
    'Keep rewards inside the range.',
  ),
  'junk-rewarded': said(
    'An action that means nothing was rewarded at the start of an episode.',
    'A policy that says nothing of use gets reward, and learns it.',
    'Reward only what reaches the goal.',
  ),
  'id-shared': said(
    'An id was handed out while another session with that id was alive.',
    'Two clients play in one session, and each sees the other’s world.',
    'Never hand out an id that is in use; refuse to create beyond the limit.',
  ),
  'alive-after-close': said(
    'A session goes on working after it was closed.',
    'Nothing is freed, and the server runs full.',
    'Forget the id when it is closed.',
  ),
  'reset-differs': said(
    'One task, reset twice in one session, began differently.',
    'Trajectories of the task cannot be compared, and splits may overlap.',
    'Let the initial state depend on the task alone, and clear what the episode before left.',
  ),
  'sessions-differ': said(
    'One task, reset in two sessions, began differently.',
    'Samples of one task are samples of different ones.',
    'Let the initial state depend on the task alone.',
  ),
  'sessions-mixed': said(
    'Two sessions that take turns influence each other.',
    'Observations and rewards belong to another rollout.',
    'Keep all state in the session.',
  ),
  'parallel-mixed': said(
    'Two sessions asked at the same time answer differently than one after the other.',
    'Parallel rollouts get observations and rewards that are not theirs.',
    'Keep state, random numbers among it, in the session; lock what is shared.',
  ),
  'session-spoiled': said(
    'A session cannot be used any more after a request that was refused.',
    'One bad request costs the session.',
    'Check a request before anything is changed.',
  ),
  'unknown-id-accepted': said(
    'A session that does not exist answers.',
    'A lost session goes unnoticed, and the rollout counts as a failure of the policy.',
    'Refuse ids that were not handed out.',
  ),
  'win-not-done': said(
    'The goal was reached, and `done` is false.',
    'The rollout goes on after its success, and may lose it or add to it.',
    'Set `done` with the reward of the goal.',
  ),
  'reward-grows': said(
    'The reward grew with actions that do nothing, after the goal was reached.',
    'Idle actions are rewarded; the score passes its maximum.',
    'Give the reward of the goal once.',
  ),
  'win-lost': said(
    'One action reaches the goal on its way, and the success is not given.',
    'A policy that solves the task this way is told that it failed.',
    'Look for the goal after every primitive move of an action.',
  ),
  'reset-after-end': said(
    'A session cannot be played again after its episode ended.',
    'Clients that use sessions again, because they cannot be closed, get errors.',
    'Let /reset begin a new episode at any time.',
  ),
  'runs-model-text': said(
    'The server evaluates an action as program text.',
    'Whatever a model writes runs on the server: a hole for anybody who can send an action.',
    'Parse the input as JSON; never evaluate it. Until then, keep the server in a sandbox.',
  ),
  'done-by-word': said(
    'An action that does not end the task ended it because the word “finish” stands in it.',
    'Episodes end by accident, as failures.',
    'Look at the name of the tool alone.',
  ),
  'splits-share': said(
    'Two splits share a task, or one task stands twice.',
    'What was trained on is evaluated on.',
    'Take it out of one of them.',
  ),
  'no-instructions': said(
    'The environment gives the policy no instructions.',
    'The policy does not know what to do.',
    'Return at least one message.',
  ),
} as const satisfies Record<string, FindingText>;
