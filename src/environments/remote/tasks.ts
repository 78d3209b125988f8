/**
 * The tasks of a remote environment: what the config names for each split, since servers list none. Splits that share a
 * task are refused. Does not ask the server whether a task exists.
 */
import type { TaskChoice } from '../../config/stages/remote.ts';
import { AgentgymError } from '../../errors.ts';
import type { HubSettings } from '../../trajectories/hub/settings.ts';
import { environmentOf } from '../../trajectories/item-id.ts';
import { readItemIds } from '../../trajectories/item-ids.ts';
import { type Split, SPLITS, type Task } from '../contract.ts';

export type TaskChoices = Partial<Record<Split, TaskChoice>>;
export type TaskTable = Readonly<Record<Split, readonly Task[]>>;

/** What the tasks are of: the entry's name for messages, and the prefix of its item ids. */
export interface TasksOf {
  name: string;
  prefix: string;
  /** How files of the hub are come by; default: as the environment variables say. */
  hub?: HubSettings | undefined;
}

/**
 * @throws AgentgymError E_CONFIG_INVALID where a task stands twice, in one split or in two, or where a file holds ids of
 * another environment or fewer than are asked for.
 */
export async function readTasks(choices: TaskChoices, of: TasksOf): Promise<TaskTable> {
  const table: Record<Split, Task[]> = { train: [], dev: [], eval: [] };
  const seen = new Map<number, Split>();
  for (const split of SPLITS) {
    const choice = choices[split];
    if (choice === undefined) continue;
    for (const index of await indicesOf(choice, of, split)) {
      const other = seen.get(index);
      if (other !== undefined) throw twice(of, `${of.prefix}_${index}`, other === split ? [split] : [other, split]);
      seen.set(index, split);
      table[split].push({ itemId: `${of.prefix}_${index}`, index, split });
    }
  }
  return table;
}

async function indicesOf(choice: TaskChoice, of: TasksOf, split: Split): Promise<number[]> {
  const { ids, file, from = 0, count } = choice;
  if (ids !== undefined) return ids;
  if (file === undefined) return Array.from({ length: count ?? 0 }, (_, i) => from + i);
  const all = (await readItemIds(file, { hub: of.hub })).map((itemId) => indexOf(itemId, of, file));
  const part = all.slice(from, count === undefined ? undefined : from + count);
  if (part.length > 0 && (count === undefined || part.length === count)) return part;
  const asked = count === undefined ? `those after the first ${from}` : `${count} from the ${from + 1}th on`;
  throw new AgentgymError(
    'E_CONFIG_INVALID',
    `Environment \`${of.name}\`: ${file} has ${all.length} items, and tasks.${split} asks for ${asked}.`,
    { hint: 'Ask for fewer, or name another file.' },
  );
}

/** The number after the last underscore, which is the item's index on the wire. */
function indexOf(itemId: string, { name, prefix }: TasksOf, file: string): number {
  const index = Number(itemId.slice(itemId.lastIndexOf('_') + 1));
  if (environmentOf(itemId) === prefix && Number.isSafeInteger(index)) return index;
  const message = `Environment \`${name}\`: ${file} holds ${itemId}, which is no item of ${prefix}.`;
  throw new AgentgymError('E_CONFIG_INVALID', message, {
    hint: `Items are named ${prefix}_<number>; \`environment\` says which of AgentGym's environments this is.`,
  });
}

function twice({ name }: TasksOf, itemId: string, splits: readonly Split[]): AgentgymError {
  const where = splits.length === 1 ? `twice in tasks.${splits[0]}` : `in tasks.${splits[0]} and tasks.${splits[1]}`;
  return new AgentgymError('E_CONFIG_INVALID', `Environment \`${name}\`: ${itemId} is ${where}.`, {
    hint: 'Splits share no task; with one file for several splits, give each a part of it with `from` and `count`.',
  });
}
