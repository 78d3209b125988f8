/**
 * The splits of an environment as lists of item ids say (`data.tasks`): a list makes up its split, whatever split the
 * environment itself has the task in, and a split without a list is the environment's own, less what the lists put
 * elsewhere. Reads no list (open-environments.ts does).
 */
import { nearest } from '../config/nearest.ts';
import { AgentgymError } from '../errors.ts';
import { environmentOf } from '../trajectories/item-id.ts';
import { type Environment, type Split, SPLITS, type Task } from './contract.ts';

/** Item ids of every list, by split. */
export type IdLists = Partial<Record<Split, readonly string[]>>;

export interface Listable {
  environment: Environment;
  /** Whether every index is a task: a server's, which lists none. */
  open: boolean;
  /** What its item ids begin with. */
  prefix: string;
}

/** What the item ids of an environment begin with: its tasks say so, or it is its name. */
export function prefixOf(environment: Environment): string {
  for (const split of SPLITS) {
    const [task] = environment.tasks(split);
    if (task !== undefined) return environmentOf(task.itemId);
  }
  return environment.name;
}

/** @throws AgentgymError E_CONFIG_INVALID where two lists share an id. */
export function refuseShared(lists: IdLists): void {
  const seen = new Map<string, Split>();
  const shared: string[] = [];
  const where = new Set<Split>();
  for (const split of SPLITS) {
    for (const id of lists[split] ?? []) {
      const other = seen.get(id);
      seen.set(id, split);
      if (other === undefined || other === split) continue;
      shared.push(id);
      where.add(other).add(split);
    }
  }
  if (shared.length === 0) return;
  const splits = [...where].map((split) => `data.tasks.${split}`).join(' and ');
  throw new AgentgymError('E_CONFIG_INVALID', `${splits} share ${named(shared)}.`, {
    hint: 'Splits share no task, or results on them would say nothing: take the ids out of one of the lists.',
  });
}

/**
 * The tasks of each split of an environment; undefined where no list names one. `others` may have tasks of the same
 * names: two entries may be parts of one environment.
 * @throws AgentgymError E_ENV_TASK where a list names a task that the environment does not have.
 */
export function splitsOf(
  of: Listable,
  lists: IdLists,
  others: readonly Listable[] = [],
): Partial<Record<Split, readonly Task[]>> | undefined {
  const own = SPLITS.filter((split) => lists[split]?.some((id) => environmentOf(id) === of.prefix));
  if (own.length === 0) return undefined;
  const find = finder(of);
  const kin = others.filter((other) => other !== of && other.prefix === of.prefix).map(finder);
  const splits: Partial<Record<Split, readonly Task[]>> = {};
  const moved = new Set<string>();
  for (const split of own) {
    const ids = (lists[split] ?? []).filter((id) => environmentOf(id) === of.prefix);
    const tasks = ids.map((id) => find(id, split));
    const missing = ids.filter((id, i) => tasks[i] === undefined && !kin.some((other) => other(id, split)));
    if (missing.length > 0) throw unknown(of, split, missing);
    splits[split] = tasks.filter((task) => task !== undefined);
    for (const id of ids) moved.add(id);
  }
  for (const split of SPLITS) splits[split] ??= of.environment.tasks(split).filter(({ itemId }) => !moved.has(itemId));
  return splits;
}

/** Finds the tasks of an environment by their ids, under the split that is asked for. */
export function finder({ environment, open }: Listable): (itemId: string, split: Split) => Task | undefined {
  const known = new Map(SPLITS.flatMap((split) => environment.tasks(split).map((task) => [task.itemId, task])));
  return (itemId, split) => {
    const task = known.get(itemId);
    if (task !== undefined) return { ...task, split };
    const index = Number(itemId.slice(itemId.lastIndexOf('_') + 1));
    return open && Number.isSafeInteger(index) ? { itemId, index, split } : undefined;
  };
}

function unknown({ environment }: Listable, split: Split, missing: readonly string[]): AgentgymError {
  const { name } = environment;
  const ids = SPLITS.flatMap((one) => environment.tasks(one).map(({ itemId }) => itemId));
  const near = nearest(missing[0] ?? '', ids.slice(0, 1000));
  const message = `data.tasks.${split} names ${named(missing)}, which \`${name}\` does not have.`;
  const example = near === undefined ? `for example ${ids.slice(0, 3).join(', ')}` : `for example ${near}`;
  throw new AgentgymError('E_ENV_TASK', message, {
    hint: `It has ${ids.length} tasks with these settings, ${example}; others may need other settings of the entry.`,
  });
}

/** `a`, or `a and 3 more`. */
function named(ids: readonly string[]): string {
  const shown = ids.slice(0, 3).join(', ');
  return ids.length > 3 ? `${shown} and ${ids.length - 3} more` : shown;
}
