/**
 * A dialect: how the server of one name words what all of them do. Routes, fields and answers as data; what happens is
 * the environment's session's business.
 */
import type { Body, Field } from '../fields.ts';
import type { Family } from '../families/family.ts';

/** What answers are made of: one episode as it stands. */
export interface View {
  readonly id: number;
  /** Index of the task; -1 before the first reset. */
  readonly index: number;
  /** Name of the environment. */
  readonly environment: string;
  readonly observation: string;
  /** Raw reward of the last step; where a server has `score`, this is it. */
  readonly reward: number;
  /** How much the last step changed the reward. */
  readonly change: number;
  readonly done: boolean;
  /** Body of the last reset. */
  readonly asked: Body;
  /** Actions that the session says are legal; none where it does not say. */
  readonly actions: () => readonly string[];
  /** What the session says under a name of the protocol (`Session.details`); undefined where it does not. */
  readonly detail: (name: string) => unknown;
}

/** Which task is meant: its index; `any`: one is drawn; `same`: the one before; undefined: none. */
export type Choice = number | 'any' | 'same' | undefined;

export interface Get {
  /** What must be there: nothing (no id is read), a session, or one that was reset. */
  readonly needs: 'nothing' | 'session' | 'reset';
  readonly answer: (view: View) => unknown;
}

export interface Dialect {
  readonly family: Family;
  /** What `GET /` answers; `{name}` is the environment's name. */
  readonly health: string;
  readonly create: {
    /** Fields of its body; left out: no body is read. */
    readonly fields?: readonly Field[];
    /** The task that a new session begins with; left out: it must be reset first. `turn`: tasks in turn, by id. */
    readonly start?: 'turn' | ((body: Body) => Choice);
    readonly answer: (view: View) => unknown;
  };
  readonly reset: {
    /** Its fields beside the id. */
    readonly fields: readonly Field[];
    /** The field that names the task. */
    readonly task: string;
    /** Default: the number in the field `task`. */
    readonly choose?: (body: Body) => Choice;
    /** What is wrong with the body beyond its types. */
    readonly fault?: (body: Body) => string | undefined;
    readonly answer: (view: View) => unknown;
  };
  readonly step: { readonly answer: (view: View) => unknown };
  /** Its GET routes, by path. */
  readonly gets: Readonly<Record<string, Get>>;
  /** Once an episode is over, all but reset and close: `refuse` them, or `repeat` the last answer without its reward. */
  readonly over: 'refuse' | 'repeat';
  /** Keys whose whole numbers are written as floats. */
  readonly floats?: readonly string[];
  /** Whether an index beyond the last counts on from the first. */
  readonly wraps?: boolean;
}

/** `GET /observation` that answers the text alone. */
export const OBSERVATION: Get = { needs: 'reset', answer: ({ observation }) => observation };
