/**
 * What of an environment's actions goes along with a request: tools that the model may call, or a JSON schema that its
 * answer is held to. Made from the declared actions of the function-calling format; reads no answer (calls.ts).
 */
import { actionsOf } from '../../environments/action-formats/calls.ts';
import {
  argumentsSchema,
  type JsonSchema,
  looseTurnSchema,
  turnSchema,
} from '../../environments/action-formats/json-schema.ts';
import type { ActionSpace } from '../../environments/contract.ts';
import { AgentgymError } from '../../errors.ts';
import type { ConversationContext } from '../contract.ts';
import type { Dialect } from './chat.ts';

/** Settings of the policy. */
interface Offered {
  tools: 'none' | 'auto' | 'required';
  guided: boolean;
}

export interface Offer {
  tools?: { choice: 'auto' | 'required'; functions: readonly JsonSchema[] };
  /** The exact schema of a turn, and the one for services that want an object at the top. */
  guided?: { turns: JsonSchema; object: JsonSchema };
  /** Bytes that it adds to a prompt, about. */
  bytes: number;
}

/**
 * Undefined where nothing is offered, or the conversation is about no environment. Throws E_POLICY_CAPABILITY in formats
 * that do not call functions.
 */
export function offerOf({ tools, guided }: Offered, context: ConversationContext | undefined): Offer | undefined {
  if ((tools === 'none' && !guided) || context === undefined) return undefined;
  const { name = 'react', space } = context.format ?? {};
  if (name !== 'function_calling' || space === undefined) {
    const setting = guided ? 'policy.guided' : 'policy.tools';
    throw new AgentgymError(
      'E_POLICY_CAPABILITY',
      `\`${setting}\` goes with the format function_calling, not ${name}.`,
      {
        hint: `Use \`format: function_calling\`, or leave out ${setting}.`,
      },
    );
  }
  const offer = {
    ...(tools === 'none' ? {} : { tools: { choice: tools, functions: functionsOf(space) } }),
    ...(guided ? { guided: { turns: turnSchema(space), object: looseTurnSchema(space) } } : {}),
  };
  return { ...offer, bytes: Buffer.byteLength(JSON.stringify(offer)) };
}

function functionsOf(space: ActionSpace): JsonSchema[] {
  return actionsOf(space).map((action) => ({
    type: 'function',
    function: { name: action.name, description: action.description, parameters: argumentsSchema(action) },
  }));
}

/** Name of the schema, for services that want one. */
const NAME = 'turn';

/** The fields of a request that say it. */
export function offerFields({ tools, guided }: Offer, dialect: Dialect): Record<string, unknown> {
  return {
    ...(tools === undefined ? {} : { tools: tools.functions, tool_choice: tools.choice }),
    ...(tools !== undefined && dialect.single ? { parallel_tool_calls: false } : {}),
    ...(guided === undefined ? {} : { response_format: responseFormat(guided, dialect.guided) }),
  };
}

function responseFormat({ turns, object }: NonNullable<Offer['guided']>, dialect: Dialect['guided']): JsonSchema {
  if (dialect === 'value') return { type: 'json_object', value: turns };
  const schema = dialect === 'turns' ? turns : object;
  return { type: 'json_schema', json_schema: { name: NAME, schema, strict: true } };
}
