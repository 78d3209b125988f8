/**
 * Trajectories of one environment and one origin, counted as they go by. Of each only numbers are kept (what it said and
 * did, as hashes), so that a million need some hundred megabytes and no list. Weighs nothing.
 */
import { digest } from '../seeds.ts';
import { counts, type Outcome, OUTCOMES, type Trajectory } from '../trajectories/trajectory.ts';

export interface PartCard {
  trajectories: number;
  /** Tasks that these are of. */
  tasks: number;
  outcomes: Record<Outcome, number>;
  /** Assistant turns, and those of them that held no action, or several. */
  turns: number;
  parseErrors: number;
  /** Share that ended in an error of environment or policy, in [0, 1]; they are in nothing below. */
  missing: number;
  /** In [0, 1]; `histogram` counts ten equal ranges, 1 in the last. */
  rewards: { mean: number | null; histogram: number[] };
  /** Trajectories whose turns are, word for word, those of another of their task. */
  duplicates: number;
  /** Different sequences of actions of a task: on average, and for how many tasks they are so many. */
  sequences: { mean: number | null; histogram: Record<(typeof COUNTS)[number], number> };
  /** Mean negative log-probability of sampled tokens, in nats: an estimate of the policy's entropy a token. */
  entropy: { perToken: number; tokens: number } | { perToken: null; reason: string };
}

const COUNTS = ['1', '2', '3', '4', '5 to 8', 'more'] as const;
const BINS = 10;
/** What vLLM says for a log-probability that JSON cannot hold. */
const UNKNOWN = -9999;

export interface Part {
  add(row: Trajectory): void;
  card(): PartCard;
  /** What the entropy is the mean of: nats, in parts of which `SCALE` are one, and tokens. */
  surprise(): { parts: bigint; tokens: number };
}

/** Sums are of whole numbers, so that they do not depend on the order of what is added. */
export const SCALE = 2 ** 32;
const inParts = (value: number): bigint => BigInt(Math.round(value * SCALE));

/** `actionOf` says which action a turn is; default: its whole text. */
export function createPart(actionOf: (text: string) => string = (text) => text): Part {
  const outcomes = Object.fromEntries(OUTCOMES.map((outcome) => [outcome, 0])) as Record<Outcome, number>;
  const histogram = Array.from({ length: BINS }, () => 0);
  const said = new Set<number>();
  const done = new Set<number>();
  /** Different sequences, by task. */
  const tasks = new Map<number, number>();
  const sum = { all: 0, counted: 0, reward: 0n, turns: 0, parseErrors: 0, surprise: 0n, tokens: 0 };

  const add = (row: Trajectory): void => {
    sum.all += 1;
    outcomes[row.outcome] += 1;
    sum.turns += row.rounds;
    sum.parseErrors += row.parseErrors;
    if (!counts(row) || row.reward === null) return;
    sum.counted += 1;
    sum.reward += inParts(row.reward);
    const bin = Math.min(BINS - 1, Math.floor(row.reward * BINS));
    histogram[bin] = (histogram[bin] ?? 0) + 1;
    const turns = row.messages.filter(({ role }) => role === 'assistant');
    said.add(
      numberOf(
        row.itemId,
        turns.map(({ content }) => content),
      ),
    );
    const sequence = numberOf(
      row.itemId,
      turns.filter(({ loss }) => loss).map(({ content }) => actionOf(content)),
    );
    const task = numberOf(row.itemId, []);
    tasks.set(task, (tasks.get(task) ?? 0) + (done.has(sequence) ? 0 : 1));
    done.add(sequence);
    for (const { loss, logprobs } of turns) {
      if (!loss || logprobs === undefined) continue;
      const known = logprobs.filter((logprob) => logprob > UNKNOWN);
      sum.surprise -= inParts(known.reduce((total, logprob) => total + logprob, 0));
      sum.tokens += known.length;
    }
  };

  const card = (): PartCard => ({
    trajectories: sum.all,
    tasks: tasks.size,
    outcomes: { ...outcomes },
    turns: sum.turns,
    parseErrors: sum.parseErrors,
    missing: share(sum.all - sum.counted, sum.all) ?? 0,
    rewards: { mean: share(Number(sum.reward) / SCALE, sum.counted), histogram: [...histogram] },
    duplicates: sum.counted - said.size,
    sequences: { mean: share(done.size, tasks.size), histogram: spread(tasks.values()) },
    entropy: entropyOf(sum),
  });
  return { add, card, surprise: () => ({ parts: sum.surprise, tokens: sum.tokens }) };
}

function entropyOf({ surprise, tokens }: { surprise: bigint; tokens: number }): PartCard['entropy'] {
  if (tokens === 0) return { perToken: null, reason: 'no turn has log-probabilities' };
  return { perToken: Number(surprise) / SCALE / tokens, tokens };
}

function spread(found: Iterable<number>): PartCard['sequences']['histogram'] {
  const histogram = Object.fromEntries(COUNTS.map((name) => [name, 0])) as PartCard['sequences']['histogram'];
  for (const count of found) {
    const name = count > 8 ? 'more' : count > 4 ? '5 to 8' : (String(count) as '1' | '2' | '3' | '4');
    histogram[name] += 1;
  }
  return histogram;
}

function share(part: number, whole: number): number | null {
  return whole === 0 ? null : part / whole;
}

/** 52 bits of a hash: among a million texts two are taken for one once in ten thousand times. */
function numberOf(itemId: string, texts: readonly string[]): number {
  return Number.parseInt(digest(JSON.stringify([itemId, texts])).slice(0, 13), 16);
}
