/**
 * Declared actions as JSON schemas: the arguments of one call, and a whole turn of the function-calling format. Every
 * parameter is required and nothing else is allowed, which is also the subset that strict services take. What a schema
 * cannot say (an argument that reads as another action) stays the reader's to refuse.
 */
import type { ActionDefinition, ActionParameter, ActionSpace } from '../contract.ts';
import { actionsOf } from './calls.ts';

export type JsonSchema = Readonly<Record<string, unknown>>;

/** An object with one entry for each parameter. */
export function argumentsSchema({ parameters }: ActionDefinition): JsonSchema {
  return objectOf(Object.fromEntries(parameters.map((parameter) => [parameter.name, parameterSchema(parameter)])));
}

/** A turn: one alternative for each action, so that a function's name goes with its own arguments. */
export function turnSchema(space: ActionSpace): JsonSchema {
  const turns = actionsOf(space).map((action) => turnOf([action], argumentsSchema(action)));
  const [only] = turns;
  return turns.length === 1 && only !== undefined ? only : { anyOf: turns };
}

/**
 * A turn for services that want one object at the top (OpenAI): any of the names, with the arguments of any action. Those
 * of another function are the reader's to refuse.
 */
export function looseTurnSchema(space: ActionSpace): JsonSchema {
  const actions = actionsOf(space);
  const given = actions.map(argumentsSchema);
  const [only] = given;
  return turnOf(actions, given.length === 1 && only !== undefined ? only : { anyOf: given });
}

function turnOf(actions: readonly ActionDefinition[], given: JsonSchema): JsonSchema {
  const names = actions.map(({ name }) => name);
  return objectOf({
    thought: { type: 'string' },
    function_name: { type: 'string', enum: names },
    arguments: given,
  });
}

function objectOf(properties: Readonly<Record<string, JsonSchema>>): JsonSchema {
  return { type: 'object', properties, required: Object.keys(properties), additionalProperties: false };
}

function parameterSchema({ type, description, values }: ActionParameter): JsonSchema {
  return { type, description, ...(values === undefined ? {} : { enum: values }) };
}
