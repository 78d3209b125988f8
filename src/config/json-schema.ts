/** The config schema as JSON Schema, for editors (configs/schema.json) and for docs/configuration.md. */
import { z } from 'zod';
import { ConfigSchema } from './schema.ts';

/** The parts of JSON Schema that the config's has. */
export interface JsonSchema {
  $schema?: string;
  title?: string;
  description?: string;
  type?: string;
  properties?: Record<string, JsonSchema>;
  required?: string[];
  additionalProperties?: boolean | JsonSchema;
  items?: boolean | JsonSchema;
  prefixItems?: JsonSchema[];
  oneOf?: JsonSchema[];
  anyOf?: JsonSchema[];
  enum?: unknown[];
  const?: unknown;
  default?: unknown;
  minimum?: number;
  maximum?: number;
  exclusiveMinimum?: number;
  exclusiveMaximum?: number;
}

/** JSON Schema of what a config file may hold (before defaults are filled in). */
export function configJsonSchema(): JsonSchema {
  const schema = z.toJSONSchema(ConfigSchema, {
    io: 'input',
    override: ({ jsonSchema }) => {
      const part = jsonSchema as JsonSchema;
      // zod writes the bounds of safe integers out; they tell a reader nothing.
      if (part.minimum === Number.MIN_SAFE_INTEGER) delete part.minimum;
      if (part.maximum === Number.MAX_SAFE_INTEGER) delete part.maximum;
      kindOrName(part);
    },
  }) as JsonSchema;
  return { title: 'agentgym config', ...schema };
}

/** An entry without `kind` is of the kind it is named after: `{name: textcraft}` is no babyai environment. */
function kindOrName(part: JsonSchema): void {
  const { name, kind } = part.properties ?? {};
  if (name === undefined || kind?.default === undefined) return;
  part.anyOf = [{ required: ['kind'] }, { properties: { name: { const: kind.default } } }];
}
