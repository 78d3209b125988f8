/**
 * Calls of declared actions: which action is meant, and whether the arguments are what it declares. Knows neither the
 * text of a format nor that of an environment (templates.ts).
 */
import type { ActionDefinition, ActionParameter, ActionSpace } from '../contract.ts';
import { faults } from './faults.ts';

export type Argument = string | number | boolean;

/** An action with one argument for each of its parameters. */
export interface Call {
  readonly action: ActionDefinition;
  readonly args: ReadonlyMap<string, Argument>;
}

export function actionsOf(space: ActionSpace): readonly ActionDefinition[] {
  return space.kind === 'calls' ? space.actions : [space.action];
}

/** E.g. `get(count: integer, item: string)`. */
export function signature({ name, parameters }: ActionDefinition): string {
  return `${name}(${parameters.map((parameter) => `${parameter.name}: ${parameter.type}`).join(', ')})`;
}

/** The action of that name. */
export function findAction(space: ActionSpace, name: string): ActionDefinition | { error: string } {
  const actions = actionsOf(space);
  const names = actions.map((action) => action.name);
  return actions.find((action) => action.name === name) ?? { error: faults.unknownFunction(name, names) };
}

/** Checks names, types and `values`; no argument is converted. */
export function checkArguments(
  action: ActionDefinition,
  given: ReadonlyMap<string, unknown>,
): Call | { error: string } {
  const use = signature(action);
  for (const name of given.keys()) {
    if (!action.parameters.some((parameter) => parameter.name === name))
      return { error: faults.unknownArgument(name, use) };
  }
  const args = new Map<string, Argument>();
  for (const parameter of action.parameters) {
    if (!given.has(parameter.name)) return { error: faults.missingArgument(parameter.name, use) };
    const value = given.get(parameter.name);
    if (!fits(parameter, value)) {
      return { error: faults.wrongType(parameter.name, { expected: parameter.type, got: kindOf(value), use }) };
    }
    if (parameter.values && !parameter.values.some((one) => one === value))
      return { error: faults.wrongValue(parameter.name, parameter.values) };
    args.set(parameter.name, value);
  }
  return { action, args };
}

function fits({ type }: ActionParameter, value: unknown): value is Argument {
  switch (type) {
    case 'integer':
      return Number.isSafeInteger(value);
    case 'number':
      return Number.isFinite(value);
    default:
      return typeof value === type;
  }
}

/** The kind of a value, in words. */
function kindOf(value: unknown): string {
  if (value === null) return 'nothing';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'number') return Number.isInteger(value) ? 'too large a number' : 'a number';
  if (typeof value === 'object') return 'an object';
  return `a ${typeof value}`;
}
