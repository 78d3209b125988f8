/** What was exported and what was not, counted as it goes by: one line for each environment and origin. */
import type { FormatName } from '../formats/catalog.ts';
import type { Entry } from '../formats/entry.ts';
import { rounded } from '../formats/openai.ts';
import { type Outcome, OUTCOMES } from '../trajectory.ts';
import type { Reason } from './selection.ts';

export interface Line {
  environment: string;
  /** `iteration 2`, `demonstration`, an agent; empty of a file by itself. */
  origin: string;
  /** Rows written: of `dpo` pairs, otherwise entries. */
  rows: number;
  outcomes: Record<Outcome, number>;
  /** Mean over the entries that have one; null where none has. */
  reward: number | null;
  rounds: number | null;
}

export interface Counts {
  /** Trajectories or examples that were read. */
  read: number;
  rows: number;
  /** Entries that filters left out, by filter. */
  filtered: Partial<Record<Reason, number>>;
  /** What is never exported, by reason: errors, nothing to learn from, torn lines, failures that make no pair. */
  excluded: Partial<Record<'error' | 'untrainable' | 'torn' | 'unpaired' | 'duplicate', number>>;
  /** Assistant messages whose weight the format could not hold. */
  rounded: number;
  lines: Line[];
  /** What the policies are called: checkpoint ids, `expert`, … */
  policies: string[];
  splits: string[];
}

export interface Tally {
  read(): void;
  leave(reason: Reason): void;
  exclude(reason: 'torn' | 'unpaired' | 'duplicate'): void;
  /** An entry that was written, or from which pairs are made. */
  take(entry: Entry): void;
  /** A row that was written, of the entry's environment and origin. */
  row(entry: Pick<Entry, 'environment' | 'origin'>): void;
  counts(): Counts;
}

interface Sums extends Omit<Line, 'reward' | 'rounds'> {
  rewards: [sum: number, count: number];
  allRounds: [sum: number, count: number];
}

export function createTally(format: FormatName): Tally {
  const total: Omit<Counts, 'lines' | 'policies' | 'splits'> = {
    read: 0,
    rows: 0,
    filtered: {},
    excluded: {},
    rounded: 0,
  };
  /** In the order in which they came, and by environment and origin. */
  const lines: Sums[] = [];
  const known = new Map<string, Map<string, Sums>>();
  const [policies, splits] = [new Set<string>(), new Set<string>()];
  const lineOf = ({ environment, origin = '' }: Pick<Entry, 'environment' | 'origin'>): Sums => {
    let origins = known.get(environment);
    if (origins === undefined) known.set(environment, (origins = new Map()));
    let line = origins.get(origin);
    if (line === undefined) {
      origins.set(origin, (line = blank(environment, origin)));
      lines.push(line);
    }
    return line;
  };
  return {
    read: () => void (total.read += 1),
    leave: (reason) => {
      if (reason === 'error' || reason === 'untrainable') total.excluded[reason] = (total.excluded[reason] ?? 0) + 1;
      else total.filtered[reason] = (total.filtered[reason] ?? 0) + 1;
    },
    exclude: (reason) => void (total.excluded[reason] = (total.excluded[reason] ?? 0) + 1),
    take: (entry) => {
      const { facts } = entry;
      const line = lineOf(entry);
      // Of stored rows they are 0 or 1.
      if (!holdsWeights(format) && entry.row === undefined) total.rounded += entry.messages.filter(rounded).length;
      if (facts === undefined) return;
      line.outcomes[facts.outcome] += 1;
      if (facts.reward !== null) add(line.rewards, facts.reward);
      add(line.allRounds, facts.rounds);
      policies.add(facts.policy);
      splits.add(facts.split);
    },
    row: (entry) => {
      total.rows += 1;
      lineOf(entry).rows += 1;
    },
    counts: () => ({
      ...total,
      lines: lines.map(({ rewards, allRounds, ...line }) => ({
        ...line,
        reward: mean(rewards),
        rounds: mean(allRounds),
      })),
      policies: [...policies].toSorted(),
      splits: [...splits].toSorted(),
    }),
  };
}

function holdsWeights(format: FormatName): boolean {
  return format === 'chat-jsonl' || format === 'parquet';
}

function blank(environment: string, origin: string): Sums {
  const outcomes = Object.fromEntries(OUTCOMES.map((outcome) => [outcome, 0])) as Record<Outcome, number>;
  return { environment, origin, rows: 0, outcomes, rewards: [0, 0], allRounds: [0, 0] };
}

function add(sums: [number, number], value: number): void {
  sums[0] += value;
  sums[1] += 1;
}

function mean([sum, count]: readonly [number, number]): number | null {
  return count === 0 ? null : sum / count;
}
