/**
 * What an adapter says of one kind of AgentGym server: how its four calls look on the wire, what its numbers mean, and
 * what its models are used to. Adapters (adapters/*.ts) are data; the protocol is spoken by protocol.ts.
 * Source: the clients and servers of AgentGym (arXiv 2406.04151) at commit 3ef9235.
 */
import type { ActionSpace, Turn } from '../contract.ts';

/** The value of a JSON answer, not looked at yet. */
export type Json = unknown;

export interface StepFields {
  text: 'observation' | 'state';
  reward: 'reward' | 'score';
  done: 'done' | 'terminated';
}

export interface Adapter {
  /** Prefix of its item ids, as in `sciworld_12`. */
  readonly name: string;
  /** Last part of the URL that its server listens under, where it is not the root. */
  readonly path?: string;
  readonly idField: 'id' | 'env_idx';
  readonly create: {
    /** JSON body that the server asks for; default: none. */
    readonly body?: Readonly<Record<string, unknown>>;
    /** `bare`: the answer is the id itself; `object`: it has the id under `idField`. */
    readonly answer: 'bare' | 'object';
  };
  readonly reset: {
    /** Field of the item's index. */
    readonly index: string;
    /** Other fields that the server asks for. */
    readonly also?: Readonly<Record<string, unknown>>;
    /** An observation that stands for a reset that failed. */
    readonly failed?: string;
  };
  /** What the policy sees first: made of the answer to /reset, or to a GET after it. */
  readonly opening:
    | { readonly from: 'reset'; readonly text: (answer: Json) => string | undefined }
    | { readonly from: 'get'; readonly path: string; readonly text: (answer: Json) => string | undefined };
  /** True where the first observation does not tell tasks apart: the item's index then goes into the fingerprint. */
  readonly hiddenStart?: boolean;
  readonly step: StepFields & {
    /** The reward counts only when the episode is over; before that it is 0. */
    readonly rewardAtEnd?: boolean;
    /** A score other than 0 means that the goal was reached: it is taken at once, and the episode is over. */
    readonly firstScoreEnds?: boolean;
  };
  /**
   * `yes`: sessions are closed as rollouts end. `no`: servers of this kind keep sessions for ever, so that they are used
   * again; at the end they are closed where the server at hand can.
   */
  readonly close: 'yes' | 'no';
  /** Most sessions of one server; beyond it the server hands out ids that are in use. */
  readonly mostSessions?: number;
  readonly reward: {
    /** Lowest and highest raw value the server can give. */
    readonly min: number;
    readonly max: number;
    /** A task is solved when its raw reward is above this. */
    readonly successAbove: number;
  };
  /** Rounds after which a rollout is truncated. */
  readonly rounds: number;
  /** How a ReAct turn becomes the action's text (turns.ts). */
  readonly readTurn: (text: string) => Turn | { error: string };
  readonly actionSpace: ActionSpace;
  /** What the policy is told, in our own words: what it is about, its actions as ReAct writes them, and a turn's form. */
  readonly task: string;
  readonly actions: string;
  readonly form: string;
  /**
   * For models of AgentTraj, whose conversations have rules also in the third turn: that turn → how the same turn is made
   * of a first observation.
   */
  readonly trajectoryOpening?: (third: string) => (observation: string) => string;
}

/** The text of a JSON object's field, where it is one. */
export function textOf(answer: Json, field: string): string | undefined {
  if (typeof answer !== 'object' || answer === null) return undefined;
  const value = (answer as Record<string, unknown>)[field];
  return typeof value === 'string' ? value : undefined;
}

/** The list of texts in a JSON object's field, or in the answer itself. */
export function textsOf(answer: Json, field?: string): readonly string[] | undefined {
  const list = field === undefined ? answer : (answer as Record<string, unknown> | null)?.[field];
  return Array.isArray(list) && list.every((one) => typeof one === 'string') ? list : undefined;
}

/** An answer that is a text. */
export function bareText(answer: Json): string | undefined {
  return typeof answer === 'string' ? answer : undefined;
}
