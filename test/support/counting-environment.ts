/**
 * A tiny real environment: count from 0 to a target by adding 1 or 2. Task n has the target 2 + n mod 3; overshooting
 * ends the episode without reward. On request a task's plumbing fails, so that rollouts can be tested on it.
 */
import type { Environment, Session, Split, Task } from '../../src/environments/contract.ts';

/** How the plumbing of a task fails. `hang` never answers a step; `hang-open` and `hang-close` likewise. */
export type FaultKind = 'open' | 'reset' | 'step' | 'close' | 'nan' | 'excess' | 'hang' | 'hang-open' | 'hang-close';

export interface CountingOptions {
  name?: string;
  train?: number;
  dev?: number;
  maxRounds?: number;
  /** Largest reward; success gives it, so trajectories have reward 1. */
  max?: number;
  /** Faults by task index, asked at every session; `open` faults apply to all tasks (index -1). */
  fault?: (index: number) => FaultKind | undefined;
  /** False: neither expert nor list of actions. */
  scripted?: boolean;
  /** Instructions of a user message alone, or of two messages. */
  instructions?: 'one' | 'two';
}

export interface CountingEnvironment extends Environment {
  readonly log: {
    opened: number;
    closed: number;
    /** Item ids in the order in which their sessions were reset. */
    played: string[];
    /** Most sessions that were open at once. */
    most: number;
    /** Called whenever a session starts to hang. */
    onHang: () => void;
  };
}

export function createCountingEnvironment(options: CountingOptions = {}): CountingEnvironment {
  const { name = 'counting', train = 6, dev = 4, maxRounds = 5, max = 1 } = options;
  const log = { opened: 0, closed: 0, played: [] as string[], most: 0, onHang: (): void => {} };
  const sizes: Record<Split, number> = { train, dev, eval: 0 };
  const hang = (): Promise<never> => {
    log.onHang();
    return new Promise<never>(() => {});
  };
  const taskOf = (index: number, split: Split): Task => ({
    itemId: `${name}_${index}`,
    index,
    split,
    group: `target ${targetOf(index)}`,
  });
  return {
    name,
    maxRounds,
    log,
    reward: { min: 0, max, success: (raw) => raw === max },
    taskCount: (split) => sizes[split],
    tasks: (split) => {
      const start = split === 'train' ? 0 : split === 'dev' ? train : train + dev;
      return Array.from({ length: sizes[split] }, (_, i) => taskOf(start + i, split));
    },
    instructions: () =>
      options.instructions === 'one'
        ? [{ role: 'user', content: 'Reach the target.' }]
        : [
            { role: 'user', content: 'Reach the target.' },
            { role: 'assistant', content: 'OK.' },
          ],
    lexicon: () => ['Reach the target.', 'OK.'],
    open: async () => {
      const fault = options.fault?.(-1);
      if (fault === 'open') throw new Error('no more counters');
      if (fault === 'hang-open') await hang();
      log.opened += 1;
      log.most = Math.max(log.most, log.opened - log.closed);
      return createSession({ options, log, max, hang });
    },
  };
}

/** Every task can be solved by its expert in two or three rounds. */
export function targetOf(index: number): number {
  return 2 + (index % 3);
}

function createSession(world: {
  options: CountingOptions;
  log: CountingEnvironment['log'];
  max: number;
  hang: () => Promise<never>;
}): Session {
  const { options, log, max, hang } = world;
  let count = 0;
  let target = 0;
  let fault: FaultKind | undefined;
  const scripted: Pick<Session, 'expert' | 'actions'> = {
    expert: () => ({ thought: `${target - count} to go.`, action: target - count > 1 ? 'add 2' : 'add 1' }),
    actions: () => ['add 1', 'add 2'],
  };
  return {
    ...(options.scripted === false ? {} : scripted),
    reset: async (task) => {
      log.played.push(task.itemId);
      fault = options.fault?.(task.index);
      if (fault === 'reset') throw new Error('the counter is stuck');
      target = targetOf(task.index);
      return { observation: `The count is 0. Reach ${target}.`, fingerprint: `target-${target}` };
    },
    step: async (action) => {
      if (fault === 'step') throw new Error('the counter broke');
      if (fault === 'hang') return hang();
      if (fault === 'nan') return { observation: '?', reward: Number.NaN, done: false };
      if (fault === 'excess') return { observation: '?', reward: max + 1, done: true };
      const added = /^add ([12])$/u.exec(action)?.[1];
      if (added === undefined) return { observation: `There is no "${action}".`, reward: 0, done: false };
      count += Number(added);
      return { observation: `The count is ${count}.`, reward: count === target ? max : 0, done: count >= target };
    },
    close: async () => {
      log.closed += 1;
      if (fault === 'close') throw new Error('the counter cannot be closed');
      if (fault === 'hang-close') await hang();
    },
  };
}
