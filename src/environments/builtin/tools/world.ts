/**
 * A tool world: what a tool environment (weather, movie, academia, sheet, todo) has to say for `toolEnvironment` to make
 * an environment of it. A world knows its data, its tools, its goals and how an expert goes about them; how calls are
 * read, refused, rewarded and listed, and which tasks are of which split, is the frame's (the other files here).
 *
 * To write a world: a folder of its own with the data by seed, a list of `Tool`s over its `State`, and a `ToolWorld` whose
 * `start` makes a `Trial` from level and seed alone. The tools `check_valid_actions` and `finish` come from the frame. What
 * has to be copied into calls is best whole numbers from 0 and single words: the in-process model's text has no others.
 */

export const LEVELS = ['easy', 'medium', 'hard'] as const;
export type Level = (typeof LEVELS)[number];

export type Value = string | number | boolean | readonly unknown[];
/** Arguments by name, of the types that the tool declares. Read them with `textOf`, `numberOf`, `listOf`. */
export type Args = Readonly<Record<string, Value>>;

export interface ToolParameter {
  readonly name: string;
  /** `list`: a JSON list; formats that know no lists give it as a string of JSON. `answer`: a string, number or list. */
  readonly type: 'string' | 'integer' | 'number' | 'boolean' | 'list' | 'answer';
  readonly description: string;
  /** May be left out. The actions declared for formats other than ReAct do not have it, so the expert must not need it. */
  readonly optional?: true;
  /** Another parameter that may be given in its place. The declared actions have this one, not the other. */
  readonly unless?: string;
}

/** What a call gave. A fault is a sentence that says what was wrong with the call. */
export type Result = { readonly text: string } | { readonly fault: string };

export interface Tool<State> {
  readonly name: string;
  /** A short sentence. */
  readonly description: string;
  readonly parameters: readonly ToolParameter[];
  /** May change `state` where it is a writing tool. A faulty call changes nothing. Never throws. */
  run(state: State, args: Args): Result;
}

/** A call before it is text; `finish` is one too. */
export interface ToolCall {
  readonly tool: string;
  readonly args: Args;
}

/** What the expert does next, and why: a short true thought. */
export interface Move extends ToolCall {
  readonly thought: string;
}

/** One task as it begins. Made anew for each episode. */
export interface Trial<State> {
  readonly state: State;
  /** A question or an order, in a sentence or two. No two splits have the same goal. */
  readonly goal: string;
  /** Everything the task depends on beside the goal, as text: what the fingerprint is made of. A getter where it is long. */
  readonly content: string;
  /** The right answer: one item, or all items of a list in any order. Left out where only the state is judged. */
  readonly answer?: readonly string[];
  /** Sub-goals: keys (`callKey`) of calls that the answer needs. Reached once made, for good. */
  readonly facts?: readonly string[];
  /** Sub-goals: what must be true of the state at the end, of a fixed length. */
  conditions?(state: State): readonly boolean[];
  /** Whether nothing was changed that should have stayed: what success needs beside the conditions. */
  intact?(state: State): boolean;
  /** The expert's next call. `made`: keys of all calls that were made without a fault. */
  expert(made: ReadonlySet<string>): Move;
  /**
   * Calls that make sense now, `finish` among them, for the random policy and for people; the expert's call need not be
   * among them (the frame adds it). At most about 60.
   */
  calls(made: ReadonlySet<string>): readonly ToolCall[];
}

export interface ToolWorld<State> {
  /** Of the environment, its ids and its hashes. */
  readonly name: string;
  /** What the policy is told its task is, in a sentence or two. */
  readonly about: string;
  readonly maxRounds: number;
  readonly tools: readonly Tool<State>[];
  /** Whether every observation ends with the goal (where episodes are long). */
  readonly restates?: true;
  /** Its goals are judged by the state alone: `finish` needs no answer. */
  readonly answerless?: true;
  /** Makes a task from level and seed (0, 1, 2, …). Must be quick: tasks are found by trying seeds. */
  start(level: Level, seed: number): Trial<State>;
  /** A task's state drawn, as SVG (svg.ts). Left out where there is little to see. */
  picture?(trial: Trial<State>): string;
  /** Texts with all words that goals, results, faults, thoughts and calls of the world can have, in every split. */
  words(): Iterable<string>;
}
