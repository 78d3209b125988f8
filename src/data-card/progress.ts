/** Tasks gained and forgotten: those that one evaluation solves more often than another, and less often. Names a bounded number. */
import { counts, type Trajectory } from '../trajectories/trajectory.ts';

/** Most tasks that a card names of one kind. */
const MOST_NAMED = 50;

type Played = Pick<Trajectory, 'environment' | 'itemId' | 'outcome'>;

/** How often tasks were solved, by environment and item id; rollouts that ended in errors are left out. */
export interface Solved {
  add(row: Played): void;
  tasks(): ReadonlyMap<string, { environment: string; itemId: string; rollouts: number; solved: number }>;
}

export function createSolved(): Solved {
  const tasks = new Map<string, { environment: string; itemId: string; rollouts: number; solved: number }>();
  return {
    add: (row) => {
      if (!counts(row)) return;
      const { environment, itemId, outcome } = row;
      const key = JSON.stringify([environment, itemId]);
      const { rollouts, solved } = tasks.get(key) ?? { rollouts: 0, solved: 0 };
      const won = outcome === 'success' ? 1 : 0;
      tasks.set(key, { environment, itemId, rollouts: rollouts + 1, solved: solved + won });
    },
    tasks: () => tasks,
  };
}

/** So many tasks, the first of them by name: `textcraft_17`, or `craft:textcraft_17` where the entry has another name. */
export interface NamedTasks {
  count: number;
  tasks: string[];
}

export interface Against {
  /** Whose checkpoint it is held against: 0 is the cloned agent. */
  iteration: number;
  /** Tasks that both have finished. */
  tasks: number;
  gained: NamedTasks;
  forgotten: NamedTasks;
  environments: Record<string, { tasks: number; gained: number; forgotten: number }>;
}

export function against(ours: Solved, theirs: Solved, iteration: number): Against {
  const [gained, forgotten]: [string[], string[]] = [[], []];
  const environments: Against['environments'] = {};
  let tasks = 0;
  for (const [key, our] of ours.tasks()) {
    const their = theirs.tasks().get(key);
    if (their === undefined) continue;
    const { environment, itemId } = our;
    const counted = (environments[environment] ??= { tasks: 0, gained: 0, forgotten: 0 });
    const name = itemId.startsWith(`${environment}_`) ? itemId : `${environment}:${itemId}`;
    // Rates as products, which are exact.
    const difference = our.solved * their.rollouts - their.solved * our.rollouts;
    tasks += 1;
    counted.tasks += 1;
    if (difference > 0) counted.gained += gained.push(name) > 0 ? 1 : 0;
    if (difference < 0) counted.forgotten += forgotten.push(name) > 0 ? 1 : 0;
  }
  return { iteration, tasks, gained: named(gained), forgotten: named(forgotten), environments };
}

function named(tasks: readonly string[]): NamedTasks {
  const byNumber = new Intl.Collator('en', { numeric: true });
  return { count: tasks.length, tasks: tasks.toSorted(byNumber.compare).slice(0, MOST_NAMED) };
}
