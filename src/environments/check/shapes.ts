/**
 * What the servers of the fifteen environments answer, field by field: what the original clients read (`needed`), and
 * what the original servers send besides (`also`). Data alone.
 */
import type { RemoteName } from '../../config/stages/remote.ts';

/** `reward`: a number, or a truth value. `filled`: anything but null. */
export type Kind = 'text' | 'number' | 'reward' | 'boolean' | 'texts' | 'object' | 'filled' | 'any';
export type Fields = Readonly<Record<string, Kind>>;

export interface Get {
  readonly kind: Kind;
  /** True where it names no session. */
  readonly free?: boolean;
  /** True where the original's does not work: nobody misses it. */
  readonly idle?: boolean;
}

export interface Shape {
  readonly create: { readonly also?: Fields };
  /** `text`: the answer is one; `pair`: an array that begins with one. */
  readonly reset: { readonly needed: Fields | 'text' | 'pair' | 'any'; readonly also?: Fields };
  readonly step: { readonly needed: Fields; readonly also?: Fields };
  /** GETs beside `/`, by path. */
  readonly gets: Readonly<Record<string, Get>>;
}

const PLAIN_STEP = { observation: 'text', reward: 'reward', done: 'boolean' } as const;
const SCORED = { observation: 'text', reward: 'number', score: 'number', done: 'boolean' } as const;
const OBSERVATION = { '/observation': { kind: 'text' } } as const;
const LISTED = { ...OBSERVATION, '/list_envs': { kind: 'any', free: true } } as const;
const IDLE = { kind: 'filled', idle: true } as const;
const DETAIL = { '/detail': { kind: 'object' } } as const;

const lmrl = (also: Fields): Pick<Shape, 'create' | 'step'> & { reset: Shape['reset'] } => ({
  create: {},
  reset: { needed: { observation: 'text' }, also },
  step: { needed: PLAIN_STEP },
});

const tool: Shape = { create: {}, reset: { needed: 'text' }, step: { needed: PLAIN_STEP }, gets: LISTED };

/** textcraft; `agentgym serve` answers so for every environment whose name is none of AgentGym's. */
export const PLAIN: Shape = {
  create: { also: { observation: 'text', done: 'boolean', reward: 'reward' } },
  reset: { needed: { observation: 'text' }, also: { id: 'filled', done: 'boolean', reward: 'reward' } },
  step: { needed: PLAIN_STEP },
  gets: { ...OBSERVATION, ...DETAIL },
};

export const SHAPES: Readonly<Record<RemoteName, Shape>> = {
  textcraft: { ...PLAIN, gets: { ...PLAIN.gets, '/commands': IDLE, '/goal': IDLE } },
  babyai: {
    create: {},
    reset: { needed: SCORED, also: { deleted: 'boolean' } },
    step: { needed: SCORED },
    gets: { '/observation': { kind: 'object' } },
  },
  sciworld: {
    create: {},
    reset: {
      needed: { ...SCORED, task_description: 'text' },
      also: { task_name: 'text', var_num: 'number', deleted: 'boolean' },
    },
    step: { needed: SCORED },
    gets: {
      ...OBSERVATION,
      ...DETAIL,
      '/action_hint': { kind: 'object' },
      '/goals': { kind: 'filled' },
      '/task_description': { kind: 'filled' },
      '/object_tree': IDLE,
      '/state': IDLE,
    },
  },
  alfworld: {
    create: {},
    reset: { needed: { observation: 'text', available_actions: 'texts' }, also: { id: 'filled', task_type: 'text' } },
    step: { needed: { ...PLAIN_STEP, available_actions: 'texts' } },
    gets: { ...OBSERVATION, ...DETAIL, '/available_actions': { kind: 'texts' } },
  },
  maze: {
    ...lmrl({}),
    gets: { ...OBSERVATION, ...DETAIL, '/available_actions': { kind: 'texts', free: true } },
  },
  wordle: {
    create: {},
    reset: { needed: 'any', also: { id: 'filled', observation: 'text' } },
    step: { needed: PLAIN_STEP },
    gets: { ...OBSERVATION, ...DETAIL, '/filtered_vocab': { kind: 'texts' } },
  },
  webshop: {
    create: {},
    reset: { needed: 'pair' },
    step: { needed: { state: 'text', reward: 'reward', done: 'boolean' }, also: { info: 'any' } },
    gets: {
      ...LISTED,
      '/available_actions': { kind: 'object' },
      '/instruction_text': { kind: 'text' },
      '/state': { kind: 'object', idle: true },
    },
  },
  webarena: {
    create: {},
    reset: { needed: { observation: 'text' }, also: { sites: 'any', object: 'any' } },
    step: {
      needed: { observation: 'text', reward: 'reward', terminated: 'boolean' },
      also: { truncated: 'boolean', info: 'any' },
    },
    gets: { ...LISTED, '/observation_metadata': { kind: 'filled' } },
  },
  weather: tool,
  movie: tool,
  academia: tool,
  sheet: tool,
  todo: tool,
  sqlgym: {
    create: {},
    reset: { needed: 'any', also: {} },
    step: { needed: { state: 'text', reward: 'reward', done: 'boolean' }, also: { info: 'any' } },
    gets: LISTED,
  },
  searchqa: {
    create: {},
    reset: { needed: 'any' },
    step: { needed: PLAIN_STEP, also: { info: 'any' } },
    gets: OBSERVATION,
  },
};

const TESTS: Readonly<Record<Kind, (value: unknown) => boolean>> = {
  text: (value) => typeof value === 'string',
  number: (value) => typeof value === 'number',
  reward: (value) => typeof value === 'number' || typeof value === 'boolean',
  boolean: (value) => typeof value === 'boolean',
  texts: (value) => Array.isArray(value) && value.every((one) => typeof one === 'string'),
  object: (value) => typeof value === 'object' && value !== null && !Array.isArray(value),
  filled: (value) => value !== null && value !== undefined,
  any: (value) => value !== undefined,
};

/** Whether a value is of a kind. */
export function isKind(value: unknown, kind: Kind): boolean {
  return TESTS[kind](value);
}
