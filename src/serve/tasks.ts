/** Tasks by the index that the wire names them by, over all splits. */
import { levelOf } from '../environments/builtin/babyai/tasks.ts';
import { type Environment, SPLITS, type Task } from '../environments/contract.ts';

export interface TaskIndex {
  /** The task of an index, if there is one. */
  at(index: number): Task | undefined;
  /** Any whole number from 0 picks a task. */
  pick(number: number): Task | undefined;
}

/**
 * The tasks that an environment lists, made at the first question.
 * @param wraps whether an index beyond the last (or below 0) counts on from the other end.
 */
export function listedTasks(environment: Environment, wraps = false): TaskIndex {
  let made: { list: readonly Task[]; byIndex: ReadonlyMap<number, Task>; span: number } | undefined;
  const table = (): NonNullable<typeof made> => {
    if (made !== undefined) return made;
    const list = SPLITS.flatMap((split) => environment.tasks(split)).toSorted((a, b) => a.index - b.index);
    const span = (list.at(-1)?.index ?? -1) + 1;
    made = { list, byIndex: new Map(list.map((task) => [task.index, task])), span };
    return made;
  };
  return {
    at: (index) => {
      const { byIndex, span } = table();
      return byIndex.get(wraps && span > 0 ? ((index % span) + span) % span : index);
    },
    pick: (number) => {
      const { list } = table();
      return list[number % list.length];
    },
  };
}

/** babyai has a task for every seed of its levels, more than it lists: level = index mod 40 + 1, seed = index / 40. */
export function babyaiTasks(levels: readonly number[]): TaskIndex {
  const first = levels[0] ?? 1;
  return {
    at: (index) => (index >= 0 && levels.includes(levelOf(index).level) ? babyaiTask(index) : undefined),
    pick: (number) => babyaiTask(number * 40 + first - 1),
  };
}

function babyaiTask(index: number): Task {
  return { itemId: `babyai_${index}`, index, split: 'train' };
}
