/**
 * What is fuzzed: a surface takes inputs from outside, and for each either works or throws an AgentgymError. Inputs follow
 * from the surface's name, a seed and a number, so that one can be had again from these.
 */
import { type Random, random, seedOf } from '../../src/seeds.ts';

export interface Input {
  /** Files (or messages) by name, as they are saved where something is wrong with them. */
  files: Readonly<Record<string, Buffer>>;
  /** What is given besides. */
  value?: unknown;
}

export interface Surface {
  readonly name: string;
  /** Writes what inputs are made of, starts what is asked. `folder` is empty. */
  open(folder: string): Promise<Opened>;
}

export interface Opened {
  /** Different for every stream. Called in the order of the numbers, but depends on nothing but the stream. */
  input(stream: Random): Input;
  /** Gives the input to the program, and says what came of it in a word; throws what the program throws. */
  attempt(input: Input): Promise<string>;
  close?(): Promise<void>;
}

/** The input of this number. */
export function inputOf(surface: Pick<Surface, 'name'>, opened: Opened, of: { seed: number; number: number }): Input {
  return opened.input(random(seedOf('fuzz', surface.name, of.seed, of.number)));
}
