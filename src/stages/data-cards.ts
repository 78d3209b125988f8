/**
 * The data cards of a run: what is weighed goes into the card of its iteration, and what candidate, predecessor and
 * incumbent played on `dev` completes it (data-card/card.ts says what is in it). Written whole when an iteration is
 * finished; a resumed run writes the same again.
 */
import { createCard, type CardBuilder, type DataCard, type Origin } from '../data-card/card.ts';
import { against, createSolved, type Against, type Solved } from '../data-card/progress.ts';
import { remarksOf } from '../data-card/remarks.ts';
import { formatOf } from '../environments/action-formats/format.ts';
import type { Metrics } from '../evaluate/metrics.ts';
import type { IterationResult } from '../loop.ts';
import { toJson, writeWhole } from '../runs/files.ts';
import { storedTrajectories } from '../trajectories/export/stored.ts';
import type { Trajectory } from '../trajectories/trajectory.ts';
import type { WeighReport } from '../weigh/weigh.ts';
import { devTasks } from './dev-tasks.ts';
import type { Workshop } from './workshop.ts';

export interface DataCards {
  /** The files that demonstrations were read from, and how many rows of each environment came in. */
  files: DataCard['files'];
  /** The card of an iteration that is weighed; it is begun anew. */
  begin(iteration: number): Pick<CardBuilder, 'add'>;
  weighed(iteration: number, report: WeighReport): void;
  /** Whom the iteration's candidate is held against. */
  compared(iteration: number, incumbent: number): void;
  /** Writes the card of cloning. */
  cloned(dev: Metrics): Promise<void>;
  finished(result: IterationResult): Promise<void>;
}

interface Pending {
  builder: CardBuilder;
  report?: WeighReport;
  incumbent?: number;
}

export function dataCards(
  workshop: Pick<Workshop, 'config' | 'environments' | 'directory' | 'signal' | 'on'>,
): DataCards {
  const { directory, on } = workshop;
  const pending = new Map<number, Pending>();
  const entropies: (number | null)[] = [];
  const read = actionsOf(workshop);

  const write = async (iteration: number, dev: DataCard['dev']): Promise<DataCard | undefined> => {
    const { builder, report } = pending.get(iteration) ?? {};
    if (builder === undefined || report === undefined) return undefined;
    const { in: _, ...weighed } = report;
    const entropyBefore = Array.from({ length: Math.max(0, iteration - 1) }, (_unused, i) => entropies[i] ?? null);
    const card = builder.card({ iteration, weighed, dev, files: cards.files, entropyBefore });
    if (iteration > 0) entropies[iteration - 1] = builder.entropy();
    // What it counted by is not needed any more.
    pending.delete(iteration);
    await writeWhole(directory.iteration(iteration).dataCard, toJson(card));
    return card;
  };

  const cards: DataCards = {
    files: undefined,
    begin: (iteration) => {
      const builder = createCard(read);
      pending.set(iteration, { builder });
      return builder;
    },
    weighed: (iteration, report) => void Object.assign(pending.get(iteration) ?? {}, { report }),
    compared: (iteration, incumbent) => void Object.assign(pending.get(iteration) ?? {}, { incumbent }),
    cloned: async (dev) => void (await write(0, { environments: ratesOf(dev) })),
    finished: async ({ index, dev, looks }) => {
      const { incumbent } = pending.get(index) ?? {};
      const judged = judgedAt(workshop, looks);
      const ours = await solvedBy(workshop, index, judged);
      const held = async (iteration: number): Promise<Against> =>
        against(ours, await solvedBy(workshop, iteration, judged), iteration);
      const lastIteration = await held(index - 1);
      const sides = {
        lastIteration,
        ...(incumbent === undefined
          ? {}
          : { incumbent: incumbent === index - 1 ? lastIteration : await held(incumbent) }),
      };
      const card = await write(index, { environments: ratesOf(dev), ...sides });
      const remarks = card === undefined ? [] : remarksOf(card);
      if (card !== undefined) on({ type: 'data-card', iteration: index, remarks });
    },
  };
  return cards;
}

/** The part of a trajectory's origin that its card goes by. */
export function originOf(iteration: number, of: number): Origin {
  if (of === 0) return 'demonstrations';
  return of === iteration ? 'explored' : 'earlier';
}

/** Actions as the config's format says them; a turn that holds none stands for itself. */
function actionsOf({ config, environments }: Pick<Workshop, 'config' | 'environments'>) {
  const formats = new Map(environments.map((one) => [one.name, formatOf(one, config.format ?? 'react')]));
  return (environment: string, text: string): string => {
    const turn = formats.get(environment)?.read(text);
    return turn === undefined || 'error' in turn ? text : turn.action;
  };
}

/** The tasks of the looks that were taken: a file may come to hold more. */
function judgedAt({ config, environments }: Pick<Workshop, 'config' | 'environments'>, looks: number) {
  const ids = new Map(
    environments.map((one) => [one.name, new Set(devTasks(config, one, looks).map(({ itemId }) => itemId))]),
  );
  return ({ environment, itemId }: Trajectory): boolean => ids.get(environment)?.has(itemId) ?? false;
}

async function solvedBy(
  { directory, signal }: Pick<Workshop, 'directory' | 'signal'>,
  iteration: number,
  judged: (row: Trajectory) => boolean,
): Promise<Solved> {
  const solved = createSolved();
  for await (const row of storedTrajectories(directory.iteration(iteration).dev, { signal })) {
    if (judged(row)) solved.add(row);
  }
  return solved;
}

function ratesOf({ environments }: Metrics): DataCard['dev']['environments'] {
  return Object.fromEntries(
    Object.entries(environments).map(([name, { success, n, parseErrors, missing }]) => [
      name,
      { success, n, parseErrors, ...(missing === undefined ? {} : { missing }) },
    ]),
  );
}
