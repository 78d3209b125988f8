/**
 * `defineEnvironment`: an environment of one's own in one object. Either `open()` returns sessions, or a `reset`/`step`
 * pair works on a state that is kept here. What the object leaves out gets a sensible default; what is wrong with it is
 * said by the field's name.
 */
import { AgentgymError } from '../errors.ts';
import { faultsOfSpace } from './action-formats/declared.ts';
import { describeActions } from './action-formats/describe.ts';
import {
  type ActionFormatName,
  type ActionSpace,
  type Environment,
  type Message,
  type Session,
  type Split,
  SPLITS,
  type Task,
  type Turn,
} from './contract.ts';
import type { ExpertMove, RewardRange } from './contract.ts';
import { pairSession } from './pair-session.ts';

/** One task as a definition lists it; `data` is handed to `reset` with the task. */
export interface TaskDefinition<Data = unknown> {
  /** Default: `<environment>_<index>`, counted through train, dev and eval. */
  itemId?: string;
  /** What results are broken down by. */
  group?: string;
  data?: Data;
}

/** A task with its definition's data. */
export interface TaskWithData<Data = unknown> extends Task {
  readonly data: Data;
}

export interface PairReset<State> {
  state: State;
  observation: string;
  /** Default: a digest of the observation and, where it can be written as JSON, the state. */
  fingerprint?: string;
}

export interface PairStep<State> {
  /** Default: the state as it was (or as `step` changed it). */
  state?: State;
  observation: string;
  /** Raw; default 0. */
  reward?: number;
  /** Default: false. */
  done?: boolean;
}

interface CommonDefinition<Data> {
  name: string;
  /** Most assistant turns of a rollout. */
  maxRounds: number;
  /** Raw reward range; default 0 to 1, and success from `max` on. */
  reward?: { min?: number; max?: number; success?: (raw: number) => boolean };
  /**
   * Tasks of each split: a number (tasks told apart by their index), a list, or a function of the split. In an order of
   * which any first part is a fair sample, since a config may use the first so many.
   */
  tasks:
    | Partial<Record<Split, number | readonly TaskDefinition<Data>[]>>
    | ((split: Split) => readonly TaskDefinition<Data>[]);
  /**
   * What the policy is told first: one text, messages, or a function of the action format. To a text and to messages the
   * actions and the form of an answer are added for formats other than ReAct.
   */
  instructions: string | readonly Message[] | ((format: ActionFormatName) => readonly Message[]);
  /**
   * Texts that hold every word the environment can say; needed by a fresh model, whose tokenizer is made from them.
   * Default: the instructions alone.
   */
  lexicon?: Iterable<string> | (() => Iterable<string>);
  /** The actions, for formats other than ReAct. */
  actionSpace?: ActionSpace;
  /** Reads a ReAct turn in a way of its own: `{thought, action}`, or `{error}`, a sentence for the policy. */
  readTurn?: (text: string) => Turn | { error: string };
}

/** A definition whose sessions are objects of its own. */
export interface SessionDefinition<Data = unknown> extends CommonDefinition<Data> {
  open(signal?: AbortSignal): Session | Promise<Session>;
}

/** A definition by a pair of functions over a state. */
export interface PairDefinition<State, Data = unknown> extends CommonDefinition<Data> {
  /** The initial state depends on the task alone; `seed` drives only what is random within the episode. */
  reset(task: TaskWithData<Data>, seed: number): PairReset<State> | Promise<PairReset<State>>;
  step(state: State, action: string): PairStep<State> | Promise<PairStep<State>>;
  /** The expert's next move. */
  expert?(state: State): ExpertMove;
  /** Legal actions, for the random policy. */
  actions?(state: State): readonly string[];
  /** What `agentgym serve` says beside observation, reward and done (`Session.details`). */
  details?(state: State): Readonly<Record<string, unknown>>;
  /** The state drawn as SVG markup, for `agentgym view`; escape every text in it (docs/environments.md). */
  picture?(state: State): string | undefined;
}

export type EnvironmentDefinition<State = unknown, Data = unknown> =
  | SessionDefinition<Data>
  | PairDefinition<State, Data>;

/** Marks what `defineEnvironment` returned, also across copies of the package. */
const BRAND = Symbol.for('agentgym.environment');

/** Whether a value was made by `defineEnvironment`. */
export function isDefinedEnvironment(value: unknown): value is Environment {
  return typeof value === 'object' && value !== null && BRAND in value;
}

/**
 * An environment from a plain object.
 * @throws AgentgymError E_ENV_INVALID that names every field that is missing or wrong.
 */
export function defineEnvironment<State = unknown, Data = unknown>(
  definition: EnvironmentDefinition<State, Data>,
): Environment {
  const faults = faultsOf(definition);
  if (faults.length > 0) {
    const name = typeof definition?.name === 'string' ? ` \`${definition.name}\`` : '';
    throw new AgentgymError('E_ENV_INVALID', `The environment${name} is not complete:\n${faults.join('\n')}`, {
      hint: 'examples/ has a custom environment in one file.',
    });
  }
  const reward = rewardRange(definition.reward ?? {});
  const tasks = taskTable(definition);
  const instructions = (format: ActionFormatName): readonly Message[] => messagesOf(definition, format);
  const environment: Environment = {
    name: definition.name,
    maxRounds: definition.maxRounds,
    reward,
    tasks: (split) => tasks(split),
    taskCount: (split) => tasks(split).length,
    ...(definition.actionSpace === undefined ? {} : { actionSpace: definition.actionSpace }),
    ...(definition.readTurn === undefined ? {} : { readTurn: definition.readTurn }),
    instructions,
    lexicon: () => {
      const { lexicon } = definition;
      if (lexicon === undefined) return instructions('react').map((message) => message.content);
      return typeof lexicon === 'function' ? lexicon() : lexicon;
    },
    open: async (signal) => ('open' in definition ? definition.open(signal) : pairSession(definition, tasks)),
  };
  Object.defineProperty(environment, BRAND, { value: true });
  return environment;
}

function rewardRange({
  min = 0,
  max = 1,
  success,
}: {
  min?: number;
  max?: number;
  success?: (raw: number) => boolean;
}): RewardRange {
  return { min, max, success: success ?? ((raw) => raw >= max) };
}

function messagesOf<Data>(
  { instructions, actionSpace }: CommonDefinition<Data>,
  format: ActionFormatName,
): readonly Message[] {
  if (typeof instructions === 'function') return instructions(format);
  const messages: readonly Message[] =
    typeof instructions === 'string' ? [{ role: 'user', content: instructions }] : instructions;
  if (format === 'react' || actionSpace === undefined) return messages;
  const form = describeActions(actionSpace, format);
  const last = messages.findLastIndex(({ role }) => role === 'user');
  if (last < 0) return [...messages, { role: 'user', content: form }];
  return messages.map((message, i) => (i === last ? { ...message, content: `${message.content}\n${form}` } : message));
}

/** The tasks of each split, made once; indices run through the splits in order, so that ids are unique. */
function taskTable<Data>({ name, tasks }: CommonDefinition<Data>): (split: Split) => readonly TaskWithData<Data>[] {
  let table: Map<Split, readonly TaskWithData<Data>[]> | undefined;
  const make = (): Map<Split, readonly TaskWithData<Data>[]> => {
    const made = new Map<Split, readonly TaskWithData<Data>[]>();
    const ids = new Set<string>();
    let index = 0;
    for (const split of SPLITS) {
      const stated = typeof tasks === 'function' ? tasks(split) : (tasks[split] ?? 0);
      const list =
        typeof stated === 'number' ? Array.from({ length: stated }, (): TaskDefinition<Data> => ({})) : stated;
      const rows = list.map(({ itemId, group, data }) => {
        const task = { itemId: itemId ?? `${name}_${index}`, index, split, data: data as Data };
        index += 1;
        if (ids.has(task.itemId)) {
          throw new AgentgymError(
            'E_ENV_INVALID',
            `The environment \`${name}\` has two tasks with the id ${task.itemId}.`,
            {
              hint: 'Give every task its own itemId, or none.',
            },
          );
        }
        ids.add(task.itemId);
        return group === undefined ? task : { ...task, group };
      });
      made.set(split, rows);
    }
    return made;
  };
  return (split) => {
    table ??= make();
    return table.get(split) ?? [];
  };
}

/** What is missing from a definition or wrong with it, by field. */
function faultsOf(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return ['expected an object with name, maxRounds, tasks, …'];
  const d = value as Record<string, unknown>;
  const faults: string[] = [];
  const check = (field: string, fine: boolean, expected: string): void => {
    if (!fine) faults.push(`\`${field}\` ${d[field] === undefined ? 'is missing' : 'is wrong'}: expected ${expected}`);
  };
  const isFunction = (field: string): boolean => typeof d[field] === 'function';
  check('name', typeof d['name'] === 'string' && d['name'] !== '', 'a name');
  check(
    'maxRounds',
    Number.isInteger(d['maxRounds']) && Number(d['maxRounds']) > 0,
    'a whole number of rounds from 1 on',
  );
  check(
    'tasks',
    isFunction('tasks') || (typeof d['tasks'] === 'object' && d['tasks'] !== null),
    'tasks of each split, e.g. {train: 100, dev: 50, eval: 50}',
  );
  const { instructions } = d;
  check(
    'instructions',
    isFunction('instructions') || typeof instructions === 'string' || Array.isArray(instructions),
    'a text, messages or a function',
  );
  if (d['actionSpace'] !== undefined)
    faults.push(...faultsOfSpace(d['actionSpace']).map((fault) => `\`actionSpace\` is wrong: ${fault}`));
  if (d['readTurn'] !== undefined)
    check('readTurn', isFunction('readTurn'), 'a function (text) => ({thought, action}) or ({error})');
  if (d['reward'] !== undefined) check('reward', rewardIsFine(d['reward']), '{min, max, success} with min < max');
  if (d['open'] !== undefined) check('open', isFunction('open'), 'a function that returns a session');
  else {
    check('reset', isFunction('reset'), 'a function (task, seed) => ({state, observation}), or `open`');
    check('step', isFunction('step'), 'a function (state, action) => ({observation, reward, done}), or `open`');
  }
  for (const field of ['expert', 'actions', 'details', 'picture'])
    if (d[field] !== undefined) check(field, isFunction(field), 'a function of the state');
  return faults;
}

function rewardIsFine(reward: unknown): boolean {
  if (typeof reward !== 'object' || reward === null) return false;
  const { min = 0, max = 1, success } = reward as { min?: unknown; max?: unknown; success?: unknown };
  const finite = Number.isFinite(min) && Number.isFinite(max) && Number(min) < Number(max);
  return finite && Number(max) > 0 && (success === undefined || typeof success === 'function');
}
