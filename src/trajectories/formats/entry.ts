/**
 * What is exported: a trajectory, or a weighted example beside the facts of the trajectory that it was made from. Both
 * have messages with a loss weight each, so that a format need not know which of the two it writes.
 */
import type { WeightedExample } from '../../train/contract.ts';
import type { Trajectory, TrajectoryMessage } from '../trajectory.ts';

/** A trajectory without its conversation. */
export type Facts = Omit<Trajectory, 'messages'>;

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
}

/** Where an entry comes from, beside what it says itself. */
export type Origin = Pick<Entry, 'origin' | 'iteration'>;

export function entryOf(trajectory: Trajectory, origin: Origin = {}): Entry {
  const { messages, ...facts } = trajectory;
  return {
    ...origin,
    id: facts.id,
    environment: facts.environment,
    itemId: facts.itemId,
    facts,
    messages: messages.map((message) => ({ ...message, weight: message.loss ? 1 : 0 })),
  };
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
export function trainable({ messages }: Entry): boolean {
  return messages.some(({ role, weight }) => role === 'assistant' && weight !== 0);
}

/** The messages up to the last answer: fine-tuning formats want it last, and what comes after teaches nothing. */
export function upToLastAnswer(messages: readonly EntryMessage[]): readonly EntryMessage[] {
  return messages.slice(0, messages.findLastIndex(({ role }) => role === 'assistant') + 1);
}
