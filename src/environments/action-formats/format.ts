/**
 * The action formats behind one interface: how model text carries an action (AgentGym: ReAct, function calling, code as
 * action), made from what an environment declares. Whether an action is legal is the session's answer.
 */
import { AgentgymError } from '../../errors.ts';
import type { ActionFormatName, ActionSpace, Environment, Turn } from '../contract.ts';
import type { Call } from './calls.ts';
import { readCode, writeCode } from './code-as-action.ts';
import { describeActions, listOf } from './describe.ts';
import { faults } from './faults.ts';
import { readFunctionCall, writeFunctionCall } from './function-calling.ts';
import { parseReact, renderReact } from './react.ts';
import { readAction } from './templates.ts';

/** Most characters of a turn that is read. */
const LONGEST = 100_000;

export interface ActionFormat {
  readonly name: ActionFormatName;
  /** The actions that its turns call; none in ReAct. */
  readonly space?: ActionSpace;
  /** The turn that a model's text says; `error` is a sentence for the policy. Never throws over a text. */
  read(text: string): Turn | { error: string };
  /** The text of a turn, which `read` reads back. Throws E_ENV_INVALID where the action fits no declared template. */
  write(turn: Turn): string;
  /** The environment's actions and the form of an answer, for its instructions. */
  describe(): string;
}

/** What of an environment a format is made from. */
export type Formatted = Pick<Environment, 'name' | 'actionSpace' | 'readTurn'>;

/** Throws E_CONFIG_INVALID, naming the environment, where it declares no actions and the format needs them. */
export function formatOf(environment: Formatted, name: ActionFormatName): ActionFormat {
  const { actionSpace: space } = environment;
  if (name === 'react') return reactOf(environment);
  if (space === undefined) {
    const message = `The environment \`${environment.name}\` declares no actions, so it cannot be played in the format ${name}.`;
    throw new AgentgymError('E_CONFIG_INVALID', message, {
      hint: 'Use `format: react`, or give the environment an `actionSpace`.',
    });
  }
  const { read, write, follow } = CALLS[name];
  return {
    name,
    space,
    read: (text) => {
      if (text.length > LONGEST) return { error: faults.tooLong(LONGEST) };
      const turn = read(space, text);
      return 'error' in turn ? { error: `${turn.error} ${follow}` } : turn;
    },
    write: ({ thought, action }) => write(thought, callOf(environment, space, action)),
    describe: () => describeActions(space, name),
  };
}

/** Checks that all environments can be played in the format. Throws as `formatOf`. */
export function requireFormat(environments: readonly Formatted[], name: ActionFormatName): void {
  for (const environment of environments) formatOf(environment, name);
}

const CALLS = {
  function_calling: {
    read: readFunctionCall,
    write: writeFunctionCall,
    follow: 'Answer with one JSON object: {"thought": "…", "function_name": "…", "arguments": {…}}.',
  },
  code_as_action: {
    read: readCode,
    write: writeCode,
    follow: 'Answer with what you think as a comment, and one call on the line below.',
  },
} as const;

/** What follows every sentence about a turn that could not be read. */
export function followOf(name: Exclude<ActionFormatName, 'react'>): string {
  return CALLS[name].follow;
}

/** ReAct as the environment's own models write it, where it says how to read it. */
function reactOf({ name, readTurn, actionSpace }: Formatted): ActionFormat {
  return {
    name: 'react',
    read: readTurn === undefined ? parseReact : (text) => checked(name, readTurn(text)),
    write: renderReact,
    describe: () =>
      readTurn !== undefined && actionSpace !== undefined
        ? listOf(actionSpace, 'react')
        : describeActions(actionSpace, 'react'),
  };
}

/** What a custom environment's `readTurn` returned, if it is what it should be. */
function checked(name: string, turn: ReturnType<NonNullable<Environment['readTurn']>>): typeof turn {
  const fields: Readonly<Record<string, unknown>> = { ...turn };
  const isText = (field: string): boolean => typeof fields[field] === 'string';
  if (isText('error') || (isText('thought') && isText('action'))) return turn;
  throw new AgentgymError('E_ENV_STEP', `Environment \`${name}\`: \`readTurn\` returned no turn.`, {
    hint: 'It returns {thought, action}, or {error: a sentence for the policy}.',
  });
}

function callOf({ name }: Formatted, space: ActionSpace, action: string): Call {
  const call = readAction(space, action);
  if (call) return call;
  throw new AgentgymError('E_ENV_INVALID', `No declared action of \`${name}\` fits the text "${action}".`, {
    hint: 'Add an action with a template for it to `actionSpace`.',
  });
}
