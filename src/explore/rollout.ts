/**
 * One rollout: a policy plays one task once, which yields a trajectory. What fails in the environment or the policy
 * becomes an outcome (`env_error`, `policy_error`) without a reward, never a reward of 0. A fault of the environment that
 * another session may cure starts the rollout again, with the same seeds; nothing is sent twice. Stores nothing.
 */
import { type ActionFormat, formatOf } from '../environments/action-formats/format.ts';
import type { ActionFormatName, Environment, Session, Task } from '../environments/contract.ts';
import { AgentgymError, type ErrorCode, InterruptedError, throwIfInterrupted } from '../errors.ts';
import type { Completion, Conversation, Policy, PolicyMessage } from '../policies/contract.ts';
import { seedOf } from '../seeds.ts';
import { type Outcome, type Trajectory, trajectoryId, type TrajectoryMessage } from '../trajectories/trajectory.ts';
import { interruptible } from '../interruptible.ts';
import type { Spending, Spent } from './budget.ts';
import { attempt, Fault } from './fault.ts';

/** How turns are sampled; temperature 0 is greedy. */
export interface Sampling {
  temperature: number;
  topP?: number | undefined;
  topK?: number | undefined;
  /** Most tokens of one assistant turn. */
  maxTokens: number;
}

export interface RolloutRequest extends Sampling {
  environment: Environment;
  task: Task;
  policy: Policy;
  /** Which of the K samples of the task, from 0. */
  sample: number;
  /** Turn n is sampled with seedOf(seed, n); the session gets the seed itself. */
  seed: number;
  /** Assistant turns after which the rollout is truncated. */
  maxRounds: number;
  format: ActionFormatName;
  signal?: AbortSignal | undefined;
  /** Milliseconds of a monotonic clock. */
  clock?: (() => number) | undefined;
  /** Hears what was spent where no trajectory comes of it. */
  onGivenUp?: ((spending: Spending) => void) | undefined;
}

/** Most sessions that one rollout begins, where faults are restartable. */
const MOST_ATTEMPTS = 3;

/** Errors of a policy that no other task would cure: they stop everything. */
const FINAL: ReadonlySet<ErrorCode> = new Set([
  'E_POLICY_CAPABILITY',
  'E_POLICY_ACCESS',
  'E_POLICY_MODEL',
  'E_POLICY_UNREACHABLE',
]);

/** What a rollout has gathered so far, kept also when it fails. */
interface Progress {
  messages: TrajectoryMessage[];
  fingerprint: Pick<Trajectory, 'fingerprint' | 'fingerprintOf'>;
  rounds: number;
  parseErrors: number;
  usage: Spent;
  /** Raw reward of the last step of the session; 0 before the first. */
  raw: number;
}

/**
 * Plays the task. Throws InterruptedError when `signal` fires, and the errors of a policy that no other task would cure
 * (E_POLICY_CAPABILITY, E_POLICY_ACCESS, E_POLICY_MODEL, E_POLICY_UNREACHABLE); everything else that is thrown ends up in the trajectory.
 */
export async function rollout(request: RolloutRequest): Promise<Trajectory> {
  const clock = request.clock ?? (() => performance.now());
  const start = clock();
  // Tokens of attempts that were given up were spent too.
  const usage: Spent = { prompt: 0, cached: 0, completion: 0 };
  for (let restarts = 0; ; restarts++) {
    const progress: Progress = {
      messages: [],
      fingerprint: { fingerprint: '' },
      rounds: 0,
      parseErrors: 0,
      usage,
      raw: 0,
    };
    const finish = (outcome: Outcome, error?: Trajectory['error']): Trajectory =>
      trajectoryOf(request, progress, { outcome, error, restarts, seconds: Math.max(0, clock() - start) / 1000 });
    try {
      return finish(await play(request, progress));
    } catch (error) {
      const stop = stopOf(error, request.signal);
      if (stop !== undefined || !(error instanceof Fault)) {
        request.onGivenUp?.(spendingOf(usage));
        throw stop ?? error;
      }
      if (error.restartable && restarts + 1 < MOST_ATTEMPTS) continue;
      return finish(error.outcome, { code: error.code, message: error.message });
    }
  }
}

/** What ends more than this rollout: an interruption, or an error that no other task would cure. */
function stopOf(error: unknown, signal: AbortSignal | undefined): Error | undefined {
  if (signal?.aborted || error instanceof InterruptedError) return new InterruptedError();
  if (!(error instanceof Fault)) return undefined;
  return error.cause instanceof AgentgymError && FINAL.has(error.cause.code) ? error.cause : undefined;
}

/** Opens session and conversation, and closes both whatever happens. */
async function play(request: RolloutRequest, progress: Progress): Promise<Outcome> {
  const { environment, policy, task, seed, signal } = request;
  throwIfInterrupted(signal);
  const format = formatOf(environment, request.format);
  const took = stopwatch(request);
  const opening = attempt('env_error', () => environment.open(signal));
  // A session that opens after the interruption has nobody left to close it.
  const session = await interruptible(opening, signal, (late) => void closeQuietly(late));
  try {
    const reset = await interruptible(
      attempt('env_error', () => session.reset(task, seed)),
      signal,
    );
    const { fingerprint, fingerprintOf } = reset;
    progress.fingerprint = { fingerprint, ...(fingerprintOf === undefined ? {} : { fingerprintOf }) };
    const first = { content: reset.observation, seconds: took() };
    progress.messages.push(...openingMessages(environment.instructions(request.format), first));
    const conversation = await attempt('policy_error', () => policy.open({ task, session, seed, format }));
    try {
      return await converse(request, progress, { session, conversation, format });
    } finally {
      conversation.close();
    }
  } finally {
    // An environment that hangs must not hold up an interruption, nor an interruption here take what is finished.
    await interruptible(closeQuietly(session), signal).catch(() => {});
  }
}

/** The turns, until the environment is done, the rounds are used up, or the context is. */
async function converse(
  request: RolloutRequest,
  progress: Progress,
  live: { session: Session; conversation: Conversation; format: ActionFormat },
): Promise<Outcome> {
  const { reward, name } = request.environment;
  while (progress.rounds < request.maxRounds) {
    const thinking = stopwatch(request);
    const completion = await interruptible(
      attempt('policy_error', () => complete(request, progress, live.conversation)),
      request.signal,
    );
    addUsage(progress, completion);
    if (completion.finishReason === 'context') return 'truncated';
    progress.rounds += 1;
    const turn: TrajectoryMessage = { ...assistantMessage(completion), seconds: thinking() };
    progress.messages.push(turn);
    const parsed = await attempt('env_error', () => live.format.read(completion.text));
    if ('error' in parsed) {
      progress.parseErrors += 1;
      turn.reward = 0;
      progress.messages.push(userMessage(parsed.error));
      continue;
    }
    const stepping = stopwatch(request);
    const step = await interruptible(
      attempt('env_error', () => live.session.step(parsed.action)),
      request.signal,
    );
    const seconds = stepping();
    if (!Number.isFinite(step.reward) || step.reward < reward.min || step.reward > reward.max) {
      const range = `outside its range ${reward.min} to ${reward.max}`;
      const fault = `${name} gave a reward of ${step.reward} in ${request.task.itemId}, ${range}`;
      throw new Fault('env_error', new AgentgymError('E_ENV_STEP', fault));
    }
    turn.reward = step.reward;
    progress.raw = step.reward;
    progress.messages.push({ ...userMessage(step.observation), seconds });
    if (step.done) return reward.success(step.reward) ? 'success' : 'failure';
  }
  return 'truncated';
}

function complete(request: RolloutRequest, progress: Progress, conversation: Conversation): Promise<Completion> {
  return conversation.complete({
    messages: progress.messages.map(
      ({ role, content, tokenIds }): PolicyMessage => ({
        role,
        content,
        ...(tokenIds === undefined ? {} : { tokenIds }),
      }),
    ),
    temperature: request.temperature,
    ...(request.topP === undefined ? {} : { topP: request.topP }),
    ...(request.topK === undefined ? {} : { topK: request.topK }),
    maxTokens: request.maxTokens,
    seed: seedOf(request.seed, progress.rounds),
    signal: request.signal,
  });
}

/**
 * The instructions and the first observation. Where the instructions end with the user's turn the observation joins it:
 * many chat templates refuse two user messages in a row.
 */
function openingMessages(
  instructions: ReturnType<Environment['instructions']>,
  { content, seconds }: { content: string; seconds: number },
): TrajectoryMessage[] {
  const messages: TrajectoryMessage[] = instructions.map((message) => ({ ...message, loss: false }));
  const last = messages.at(-1);
  if (last?.role !== 'user') return [...messages, { ...userMessage(content), seconds }];
  return [...messages.slice(0, -1), { ...last, content: `${last.content}\n\n${content}`, seconds }];
}

/** Seconds since now whenever it is asked, to a tenth of a millisecond: there is one for every turn. */
function stopwatch({ clock = () => performance.now() }: RolloutRequest): () => number {
  const start = clock();
  return () => Math.round(10 * Math.max(0, clock() - start)) / 10_000;
}

function userMessage(content: string): { role: 'user'; content: string; loss: boolean } {
  return { role: 'user', content, loss: false };
}

function assistantMessage({ text, reasoning, toolCalls, tokenIds, logprobs }: Completion): TrajectoryMessage {
  return {
    role: 'assistant',
    content: text,
    loss: true,
    ...(reasoning === undefined ? {} : { reasoning }),
    ...(toolCalls === undefined ? {} : { toolCalls }),
    ...(tokenIds === undefined ? {} : { tokenIds }),
    ...(logprobs === undefined ? {} : { logprobs }),
  };
}

function addUsage({ usage }: Progress, completion: Completion): void {
  usage.prompt += completion.usage.prompt;
  usage.cached += completion.usage.cached;
  usage.completion += completion.usage.completion;
  if (completion.cost !== undefined) usage.cost = (usage.cost ?? 0) + completion.cost;
}

function trajectoryOf(
  request: RolloutRequest,
  progress: Progress,
  end: { outcome: Outcome; error: Trajectory['error'] | undefined; restarts: number; seconds: number },
): Trajectory {
  const { environment, task, sample } = request;
  const { raw, messages, fingerprint, rounds, parseErrors } = progress;
  const failed = end.error !== undefined;
  return {
    id: trajectoryId(environment.name, task.itemId, sample),
    environment: environment.name,
    itemId: task.itemId,
    split: task.split,
    ...(task.group === undefined ? {} : { group: task.group }),
    ...fingerprint,
    ...(environment.source === undefined ? {} : { source: environment.source }),
    sample,
    seed: request.seed,
    policy: request.policy.name,
    temperature: request.temperature,
    messages,
    outcome: end.outcome,
    rewardRaw: failed ? null : raw,
    reward: failed ? null : Math.min(1, Math.max(0, raw / environment.reward.max)),
    rounds,
    parseErrors,
    ...spendingOf(progress.usage),
    ...(end.restarts === 0 ? {} : { restarts: end.restarts }),
    seconds: end.seconds,
    ...(end.error === undefined ? {} : { error: end.error }),
  };
}

function spendingOf({ cost, ...usage }: Spent): Spending {
  return { usage, ...(cost === undefined ? {} : { cost }) };
}

/** The trajectory is complete before its session is closed: a session that fails to close takes nothing from it. */
async function closeQuietly(session: Session): Promise<void> {
  try {
    await session.close();
  } catch {
    // What the environment could not free is its own; there is no one to act on it.
  }
}
