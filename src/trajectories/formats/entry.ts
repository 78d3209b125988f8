/**
 * What is exported: a trajectory, or a weighted example beside the facts of the trajectory that it was made from. Both
 * have messages with a loss weight each, so that a format need not know which of the two it writes.
 */
import type { WeightedExample } from '../../train/contract.ts';
import type { Glance } from '../glance.ts';
import type { Facts, Trajectory, TrajectoryMessage } from '../trajectory.ts';

export interface EntryMessage extends TrajectoryMessage {
  /** Loss weight of its tokens: of an example as it was weighed, of a trajectory 1 where `loss` is true, else 0. */
  weight: number;
}

export interface Entry {
  /** Unique in what is exported; a trajectory's own id where one file is exported. */
  id: string;
  environment: string;
  itemId: string;
  /** What it is part of: `iteration 2`, `demonstration`, or the agent of a final report. Absent of a file by itself. */
  origin?: string;
  /** The iteration that explored it or was trained on it; 0 is cloning. Absent outside of iterations. */
  iteration?: number;
  /** Absent where an example's trajectory is not among the files at hand. */
  facts?: Facts;
  messages: readonly EntryMessage[];
  /** The stored row that it is, until the next entry is asked for; its weights are those of `loss`. */
  row?: Glance;
}

/** Where an entry comes from, beside what it says itself. */
export type Origin = Pick<Entry, 'origin' | 'iteration'>;

export function entryOf(trajectory: Trajectory, origin: Origin = {}): Entry {
  const { messages, ...facts } = trajectory;
  const { id, environment, itemId } = facts;
  return { ...origin, id, environment, itemId, facts, messages: weightedByLoss(messages) };
}

/** The entry of a stored row, whose messages are read only where they are asked for; `id` where it is not the row's own. */
export function entryOfRow(row: Glance, origin: Origin & { id?: string }): Entry {
  return new RowEntry(row, origin);
}

/** A class, because objects with a getter of their own take ten times as long to make. */
class RowEntry implements Entry {
  readonly id: string;
  readonly environment: string;
  readonly itemId: string;
  readonly facts: Facts;
  readonly row: Glance;
  declare readonly origin?: string;
  declare readonly iteration?: number;
  #messages: readonly EntryMessage[] | undefined;

  constructor(row: Glance, { id, origin, iteration }: Origin & { id?: string }) {
    const { facts } = row;
    this.id = id ?? facts.id;
    this.environment = facts.environment;
    this.itemId = facts.itemId;
    this.facts = facts;
    this.row = row;
    if (origin !== undefined) this.origin = origin;
    if (iteration !== undefined) this.iteration = iteration;
  }

  get messages(): readonly EntryMessage[] {
    return (this.#messages ??= weightedByLoss(this.row.trajectory.messages));
  }
}

function weightedByLoss(messages: Trajectory['messages']): EntryMessage[] {
  return messages.map((message) => ({ ...message, weight: message.loss ? 1 : 0 }));
}

/** The entry of a weighted example: its id is its `source`, which names iteration and trajectory. */
export function entryOfExample(example: WeightedExample, origin: Origin = {}, facts?: Facts): Entry {
  return {
    ...origin,
    id: example.source,
    environment: example.environment,
    itemId: example.itemId,
    ...(facts === undefined ? {} : { facts }),
    messages: example.messages.map((message) => ({
      ...message,
      loss: message.role === 'assistant' && message.weight !== 0,
    })),
  };
}

/** Whether anything in it is trained on. */
export function trainable(entry: Entry): boolean {
  return entry.row?.trainable ?? entry.messages.some(({ role, weight }) => role === 'assistant' && weight !== 0);
}

/** The messages up to the last answer: fine-tuning formats want it last, and what comes after teaches nothing. */
export function upToLastAnswer<Said extends Pick<EntryMessage, 'role'>>(messages: readonly Said[]): readonly Said[] {
  return messages.slice(0, messages.findLastIndex(({ role }) => role === 'assistant') + 1);
}
