/**
 * How instructions list an environment's actions and say what an answer looks like: one text for every environment, made
 * from its action space. Says nothing of the task itself.
 */
import type { ActionDefinition, ActionFormatName, ActionParameter, ActionSpace } from '../contract.ts';
import { actionsOf, type Argument, type Call, signature } from './calls.ts';
import { writeCode } from './code-as-action.ts';
import { writeFunctionCall } from './function-calling.ts';
import { renderReact } from './react.ts';

const THOUGHT = 'what you think';

/** The actions, one a line, and the form of an answer. ReAct needs no action space to say its form. */
export function describeActions(space: ActionSpace | undefined, format: ActionFormatName): string {
  if (space === undefined) return REACT_FORM;
  return `${listOf(space, format)}\n${formOf(space, format)}`;
}

const REACT_FORM = `Answer in this form:\n${renderReact({ thought: THOUGHT, action: 'your action' })}`;

/** The actions alone. */
export function listOf(space: ActionSpace, format: ActionFormatName): string {
  const lines = actionsOf(space).map((action) => {
    const own = format === 'react' ? action.template : signature(action);
    return `${own}: ${[action.description, ...action.parameters.map(described)].join(' ')}`;
  });
  const several = lines.length > 1;
  const what = format === 'react' ? 'action' : 'function';
  return `${several ? `The ${what}s, one in each answer:` : `The ${what}:`}\n${lines.join('\n')}`;
}

function described({ name, description, values }: ActionParameter): string {
  const listed = values === undefined ? '' : ` (one of ${values.map((value) => JSON.stringify(value)).join(', ')})`;
  return `${name}: ${description}${listed}.`;
}

function formOf(space: ActionSpace, format: ActionFormatName): string {
  const actions = actionsOf(space);
  // One with arguments shows more.
  const first = actions.find(({ parameters }) => parameters.length > 0) ?? actions[0];
  if (format === 'react' || first === undefined) return REACT_FORM;
  const example = sampleCall(first);
  if (format === 'function_calling')
    return `Answer with one JSON object alone, in this form:\n${writeFunctionCall(THOUGHT, example)}`;
  return `Answer with one call alone, and what you think as a comment above it, in this form:\n${writeCode(THOUGHT, example)}`;
}

/** A call of the right shape; its arguments mean nothing. */
export function sampleCall(action: ActionDefinition): Call {
  return { action, args: new Map(action.parameters.map((parameter) => [parameter.name, sampleOf(parameter)])) };
}

function sampleOf({ type, name, values }: ActionParameter): Argument {
  const [first] = values ?? [];
  if (first !== undefined) return first;
  if (type === 'string') return name;
  return type === 'boolean' ? true : 1;
}
