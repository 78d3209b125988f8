/**
 * What rollouts may use up, and what they have: tokens, cost and time against the limits of the config. Every rollout is
 * counted, also one that ended in an error or was given up. Stops nothing by itself: the pool asks before each rollout.
 */
import { type LimitsConfig, durationOf, secondsOf } from '../config/stages/limits.ts';
import { AgentgymError } from '../errors.ts';
import type { Usage } from '../policies/contract.ts';
import type { Trajectory } from '../trajectories/trajectory.ts';

export type LimitName = 'tokens' | 'cost' | 'wallClock';

/** A limit that is reached; `used` may be more than `allowed`. `wallClock` is in seconds. */
export interface Reached {
  name: LimitName;
  used: number;
  allowed: number;
}

/** What rollouts came to; `cost` where any of them had one. */
export interface Spent extends Usage {
  cost?: number;
}

export type Spending = Pick<Trajectory, 'usage' | 'cost'>;

export interface Budget {
  /** Counts a rollout. */
  add(spending: Spending): void;
  spent(): Spent;
  /** Seconds, those of earlier attempts among them. */
  seconds(): number;
  /** Seconds until most of the time is used up, and then until all of it is; undefined where it has no limit. */
  untilTime(): number | undefined;
  /** The first limit that is reached. */
  reached(): Reached | undefined;
  /** Says, once for each limit, that most of it is used up; `add` does so too. */
  warn(): void;
}

export interface BudgetOptions {
  limits: Partial<Pick<LimitsConfig, LimitName>>;
  /** What was spent before. */
  spent?: Spent | undefined;
  /** Seconds that were used before. */
  seconds?: number | undefined;
  /** Milliseconds of a monotonic clock; the time that counts begins now. */
  clock?: (() => number) | undefined;
  onWarning?: ((message: string) => void) | undefined;
}

/** Share of a limit at which it is warned of. */
const WARNED_AT = 0.8;

export const NOTHING: Spent = { prompt: 0, cached: 0, completion: 0 };

export function createBudget(options: BudgetOptions): Budget {
  const { limits, seconds = 0, clock = () => performance.now(), onWarning = () => {} } = options;
  const start = clock();
  let spent = options.spent ?? NOTHING;
  const warned = new Set<LimitName>();
  const elapsed = (): number => seconds + Math.max(0, clock() - start) / 1000;
  const states = (): Reached[] => {
    const used = { tokens: spent.prompt + spent.completion, cost: spent.cost ?? 0, wallClock: elapsed() };
    return Object.entries(allowancesOf(limits)).map(([name, allowed]) => {
      const limit = name as LimitName;
      return { name: limit, used: used[limit], allowed };
    });
  };
  const warn = (): void => {
    for (const { name, used, allowed } of states()) {
      if (warned.has(name) || used < WARNED_AT * allowed) continue;
      warned.add(name);
      onWarning(
        `${Math.floor((100 * used) / allowed)} % of limits.${name} is used up: ${amount({ name, used, allowed })}`,
      );
    }
  };
  return {
    add: (spending) => {
      spent = plus(spent, spending);
      warn();
    },
    spent: () => spent,
    seconds: elapsed,
    untilTime: () => {
      const { wallClock: allowed } = allowancesOf(limits);
      if (allowed === undefined) return undefined;
      const [most, used] = [WARNED_AT * allowed, elapsed()];
      return (used < most ? most : allowed) - used;
    },
    reached: () => states().find(({ used, allowed }) => used >= allowed),
    warn,
  };
}

/** The limits as numbers; `wallClock` in seconds. */
export function allowancesOf({ tokens, cost, wallClock }: BudgetOptions['limits']): Partial<Record<LimitName, number>> {
  return {
    ...(tokens === undefined ? {} : { tokens }),
    ...(cost === undefined ? {} : { cost }),
    ...(wallClock === undefined ? {} : { wallClock: secondsOf(wallClock) ?? 0 }),
  };
}

/** The sum of what was spent and a rollout. */
export function plus(spent: Spent, { usage, cost }: Spending): Spent {
  return {
    prompt: spent.prompt + usage.prompt,
    cached: spent.cached + usage.cached,
    completion: spent.completion + usage.completion,
    ...(cost === undefined && spent.cost === undefined ? {} : { cost: (spent.cost ?? 0) + (cost ?? 0) }),
  };
}

/** `812,345 of 1,000,000 tokens`. */
function amount({ name, used, allowed }: Reached): string {
  if (name === 'wallClock') return `${durationOf(Math.round(used))} of ${durationOf(allowed)}`;
  if (name === 'cost') return `${Number(used.toPrecision(6))} of ${allowed}`;
  return `${used.toLocaleString('en')} of ${allowed.toLocaleString('en')} tokens`;
}

/** Stops a run; everything finished is kept. */
export class LimitReached extends AgentgymError {
  readonly reached: Reached;

  constructor(reached: Reached, hint = `Raise limits.${reached.name}; what is finished is kept.`) {
    super('E_RUN_LIMIT', `limits.${reached.name} is reached: ${amount(reached)}.`, { hint });
    this.reached = reached;
  }
}

/** A setting that leaves as much again: `limits.tokens=2000000`. */
export function raised({ name, used, allowed }: Reached): string {
  const twice = 2 * Math.max(used, allowed);
  if (name === 'wallClock') return `limits.wallClock=${durationOf(60 * Math.ceil(twice / 60))}`;
  return `limits.${name}=${name === 'tokens' ? twice : Number(twice.toPrecision(3))}`;
}
