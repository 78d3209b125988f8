/**
 * The data card of an iteration: what it learned from and where that came from, why the rest was left out, how varied it
 * is, and what the candidate gained and forgot on `dev`. Takes one trajectory at a time. Weighs, plays and writes nothing.
 */
import type { Missing } from '../evaluate/missing.ts';
import type { Trajectory } from '../trajectories/trajectory.ts';
import type { WeighReport } from '../weigh/weigh.ts';
import { createPart, type Part, type PartCard, SCALE } from './part.ts';
import type { Against } from './progress.ts';

/** What is weighed: D_s, this iteration's exploration, and with `merge: all` that of earlier ones. */
export type Origin = 'demonstrations' | 'explored' | 'earlier';
const ORIGINS: readonly Origin[] = ['demonstrations', 'explored', 'earlier'];

/** So many trajectories of an environment: played by `from` (`expert`, a checkpoint), or read from it (a file, a data set). */
export interface Entered {
  origin: Origin;
  from: string;
  environment: string;
  trajectories: number;
}

export interface DataCard {
  version: 1;
  /** 0 is cloning. */
  iteration: number;
  entered: Entered[];
  /** Rows of demonstrations by source and environment; absent where experts played them. */
  files?: Record<string, Record<string, number>>;
  environments: Record<string, Partial<Record<Origin, PartCard>>>;
  /** What became of them: as the weighing reports it. `effectiveSampleSize` counts examples of equal weight. */
  weighed: Omit<WeighReport, 'in'>;
  /** Entropy of exploration in nats a token, of iterations 1 to this one; null where it is not known. */
  entropy: (number | null)[];
  dev: DevCard;
}

export interface DevCard {
  environments: Record<string, { success: number | null; n: number; parseErrors: number; missing?: Missing }>;
  /** Against the candidate of the iteration before, and the incumbent; absent of cloning. */
  lastIteration?: Against;
  incumbent?: Against;
}

/** What the card takes from elsewhere. */
export interface Surroundings extends Pick<DataCard, 'iteration' | 'weighed' | 'dev'> {
  files?: DataCard['files'] | undefined;
  /** Of the iterations before, from 1 on. */
  entropyBefore: readonly (number | null)[];
}

export interface CardBuilder {
  add(row: Trajectory, origin: Origin): void;
  /** Of what was explored, over all environments. */
  entropy(): number | null;
  card(surroundings: Surroundings): DataCard;
}

/** `actionOf` says which action a turn of an environment is; default: its whole text. */
export function createCard(actionOf?: (environment: string, text: string) => string): CardBuilder {
  const parts = new Map<string, { origin: Origin; environment: string; part: Part }>();
  const entered = new Map<string, Entered>();

  const add = (row: Trajectory, origin: Origin): void => {
    const { environment } = row;
    const key = JSON.stringify([environment, origin]);
    const action = actionOf && ((text: string) => actionOf(environment, text));
    const found = parts.get(key) ?? { origin, environment, part: createPart(action) };
    parts.set(key, found);
    found.part.add(row);
    const from = row.policy === 'unknown' ? (row.source ?? 'unknown') : row.policy;
    const line = JSON.stringify([origin, from, environment]);
    const before = entered.get(line)?.trajectories ?? 0;
    entered.set(line, { origin, from, environment, trajectories: before + 1 });
  };

  const entropy = (): number | null => {
    let [sum, tokens] = [0n, 0];
    for (const { origin, part } of parts.values()) {
      if (origin !== 'explored') continue;
      const own = part.surprise();
      sum += own.parts;
      tokens += own.tokens;
    }
    return tokens === 0 ? null : Number(sum) / SCALE / tokens;
  };

  const card = ({ iteration, weighed, dev, files, entropyBefore }: Surroundings): DataCard => {
    const environments: DataCard['environments'] = {};
    const ordered = [...parts.values()].toSorted(
      (a, b) => byCodeUnits(a.environment, b.environment) || ORIGINS.indexOf(a.origin) - ORIGINS.indexOf(b.origin),
    );
    for (const { origin, environment, part } of ordered) (environments[environment] ??= {})[origin] = part.card();
    return {
      version: 1,
      iteration,
      entered: [...entered.values()].toSorted(
        (a, b) =>
          ORIGINS.indexOf(a.origin) - ORIGINS.indexOf(b.origin) ||
          byCodeUnits(a.environment, b.environment) ||
          byCodeUnits(a.from, b.from),
      ),
      ...(files === undefined ? {} : { files }),
      environments,
      weighed,
      entropy: iteration === 0 ? [] : [...entropyBefore, entropy()],
      dev,
    };
  };
  return { add, entropy, card };
}

function byCodeUnits(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
