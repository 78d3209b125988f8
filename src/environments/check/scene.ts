/** What a probe works with, and how it says that something could not be checked. */
import type { Adapter } from '../remote/adapter.ts';
import type { Judge } from './judge.ts';
import type { Ledger } from './ledger.ts';
import type { Moves } from './moves/moves.ts';
import type { Shape } from './shapes.ts';
import type { Visitor } from './visitor.ts';
import type { Wire } from './wire.ts';

export interface Scene {
  readonly adapter: Adapter;
  readonly shape: Shape;
  readonly moves: Moves;
  /** Whether a raw reward means that a task is solved. */
  readonly succeeds: (raw: number) => boolean;
  readonly wire: Wire;
  readonly judge: Judge;
  readonly ledger: Ledger;
  readonly visitor: Visitor;
  /** Indices of tasks that can be reset; the first probe leaves out what cannot. */
  tasks: number[];
  /** Whether the user named them: then each must be there. */
  readonly named: boolean;
  /** Steps to time. */
  readonly samples: number;
}

/** One topic. Throws Unable where it cannot be looked into. */
export interface Probe {
  readonly name: string;
  run(scene: Scene): Promise<void>;
}

/** A check that could not be made; the message says why. */
export class Unable extends Error {}

/** The first task, and the second where there is one. */
export function twoTasks({ tasks }: Scene): readonly [number, number] {
  const [first, second = first] = tasks;
  if (first === undefined || second === undefined) throw new Unable('no task can be reset');
  return [first, second];
}
