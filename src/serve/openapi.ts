/** The OpenAPI document, made of the same routes and answers that are served: answers are described by an example. */
import { packageVersion } from '../version.ts';
import type { Mount } from './app.ts';
import type { Dialect, View } from './dialects/dialect.ts';
import type { Field } from './fields.ts';
import type { Route } from './routes.ts';

type Schema = Readonly<Record<string, unknown>>;

/** A view of an episode that never was, for examples. */
const EXAMPLE: View = {
  id: 0,
  index: 0,
  environment: 'example',
  observation: 'text',
  reward: 0.5,
  change: 0.5,
  done: false,
  asked: {},
  actions: () => ['an action'],
  detail: () => undefined,
};

export function openApiDocument(mounts: readonly (Mount & { readonly dialect: Dialect })[]): unknown {
  const paths: Record<string, Record<string, unknown>> = {};
  for (const { environment, prefix, routes, dialect } of mounts) {
    for (const route of routes) {
      const path = `${prefix}${route.path}`.replace(/(.)\/$/u, '$1');
      const tag = prefix === '' ? `${environment} (root)` : environment;
      paths[path] = { ...paths[path], [route.method.toLowerCase()]: operationOf(route, dialect, tag) };
    }
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'agentgym serve',
      version: packageVersion(),
      description: 'Environments over the wire protocol of the AgentGym environment servers.',
    },
    paths: { ...paths, '/metrics': { get: { summary: 'Metrics as Prometheus text.', responses: text() } } },
  };
}

function operationOf(route: Route, dialect: Dialect, tag: string): unknown {
  const { fields, query, operation } = route;
  return {
    tags: [tag],
    operationId: `${tag.replaceAll(/\W+/gu, '_')}_${operation}_${route.method.toLowerCase()}`,
    summary: SUMMARIES[operation] ?? `What the environment says of ${operation.replaceAll('_', ' ')}.`,
    ...(query === undefined
      ? {}
      : { parameters: [{ name: query, in: 'query', required: true, schema: { type: 'integer' } }] }),
    ...(fields === undefined ? {} : { requestBody: { required: true, content: json(bodySchema(fields)) } }),
    responses: responsesOf(route, dialect),
  };
}

const SUMMARIES: Readonly<Record<string, string>> = {
  health: 'Says that the server is there.',
  create: 'Opens a session.',
  reset: 'Begins a task.',
  step: 'Carries an action out.',
  close: 'Closes a session; true if there was one.',
  list_envs: 'Ids of the open sessions.',
  observation: 'What was observed last.',
};

function responsesOf({ operation, path, fields, query }: Route, dialect: Dialect): unknown {
  const refusals =
    dialect.family.field === 'id'
      ? {}
      : { '500': { description: 'The request cannot be served; the log says why.', content: { 'text/plain': {} } } };
  const session = fields !== undefined || query !== undefined;
  const schema = schemaOf(exampleOf(operation, path, dialect));
  const error = { type: 'object', properties: { error: { type: 'string' } }, required: ['error'] };
  const orError = session && dialect.family.field === 'id' && operation !== 'close';
  return {
    '200': { description: 'The answer.', content: json(orError ? { anyOf: [schema, error] } : schema) },
    ...(session ? { '422': { description: 'Body or query are not what they must be.' }, ...refusals } : {}),
    ...(operation === 'create' ? { '503': { description: 'No more sessions can be opened now.' } } : {}),
  };
}

function exampleOf(operation: string, path: string, dialect: Dialect): unknown {
  switch (operation) {
    case 'health':
      return dialect.health;
    case 'create':
      return dialect.create.answer(EXAMPLE);
    case 'reset':
      return dialect.reset.answer(EXAMPLE);
    case 'step':
      return dialect.step.answer(EXAMPLE);
    case 'close':
      return true;
    case 'list_envs':
      return [0];
    default:
      return dialect.gets[path]?.answer(EXAMPLE);
  }
}

/** A schema that an example fits. */
function schemaOf(value: unknown): Schema {
  if (value === null) return { type: 'null' };
  if (Array.isArray(value)) {
    const kinds = value.map(schemaOf);
    const same = kinds.every((kind) => JSON.stringify(kind) === JSON.stringify(kinds[0]));
    return { type: 'array', items: same ? (kinds[0] ?? {}) : { anyOf: kinds } };
  }
  if (typeof value === 'object') {
    const members = Object.entries(value).map(([key, member]) => [key, schemaOf(member)]);
    return { type: 'object', properties: Object.fromEntries(members), required: Object.keys(value) };
  }
  return { type: typeof value };
}

function bodySchema(fields: readonly Field[]): Schema {
  const properties = fields.map(({ name, kind, nullable, otherwise }) => {
    const type = kind === 'int' ? 'integer' : 'string';
    const schema = nullable === true ? { anyOf: [{ type }, { type: 'null' }] } : { type };
    return [name, otherwise === undefined ? schema : { ...schema, default: otherwise }];
  });
  const required = fields.filter(({ optional }) => optional !== true).map(({ name }) => name);
  return { type: 'object', properties: Object.fromEntries(properties), ...(required.length > 0 ? { required } : {}) };
}

function json(schema: Schema): unknown {
  return { 'application/json': { schema } };
}

function text(): unknown {
  return { '200': { description: 'The text.', content: { 'text/plain': {} } } };
}
