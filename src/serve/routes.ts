/**
 * The routes of one environment: paths, verbs, and what each reads of a request before the operation gets it. A route
 * is data, so that the server mounts it and the OpenAPI document describes it.
 */
import { type Answer, answer, plain } from './answers.ts';
import type { Body, Field, Limits } from './fields.ts';
import type { Operations, Served } from './operations.ts';
import { readBody, readQuery } from './validation.ts';

/** What a route may ask of a request. */
export interface Incoming {
  query(name: string): string | undefined;
  /** The content type, if one is given. */
  readonly type: string | undefined;
  /** The body; undefined where it is over the limit. */
  text(): Promise<string | undefined>;
}

export interface Route {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  /** Fields of the body; undefined: none is read. */
  readonly fields?: readonly Field[];
  /** The query that names the session. */
  readonly query?: string;
  /** What it is counted as. */
  readonly operation: string;
  readonly handle: (request: Incoming) => Promise<Answer>;
}

const TOO_LARGE = plain(413, 'Request body is too large');

export function routesOf(served: Served, operations: Operations, limits: Limits): readonly Route[] {
  const { dialect, environment } = served;
  const { family, create, reset, gets } = dialect;
  const id: Field = { name: family.field, kind: 'int' };
  const idOf = (body: Body): number => Number(body[family.field]);
  const post = (operation: string, fields: readonly Field[], work: (body: Body) => Promise<Answer>): Route => ({
    method: 'POST',
    path: `/${operation}`,
    operation,
    fields,
    handle: (request) => withBody(request, fields, { limits, work }),
  });
  const health = dialect.health.replace('{name}', environment.name);
  return [
    { method: 'GET', path: '/', operation: 'health', handle: async () => answer(health) },
    create.fields === undefined
      ? { method: 'POST', path: '/create', operation: 'create', handle: () => operations.create({}) }
      : post('create', create.fields, (body) => operations.create(body)),
    post('reset', [id, ...reset.fields], (body) => operations.reset(idOf(body), body)),
    post('step', [id, { name: 'action', kind: 'string' }], (body) =>
      operations.step(idOf(body), String(body['action'])),
    ),
    post('close', [id], (body) => operations.close(idOf(body))),
    { method: 'GET', path: '/list_envs', operation: 'list_envs', handle: async () => operations.ids() },
    ...Object.entries(gets).map(([path, get]): Route => {
      const about = { method: 'GET', path, operation: path.slice(1) } as const;
      if (get.needs === 'nothing') return { ...about, handle: () => operations.about(get) };
      const handle = async (request: Incoming): Promise<Answer> => {
        const read = readQuery(family.field, request.query(family.field));
        return 'refusal' in read ? read.refusal : operations.get(path, get, read.value);
      };
      return { ...about, query: family.field, handle };
    }),
  ];
}

async function withBody(
  request: Incoming,
  fields: readonly Field[],
  { limits, work }: { limits: Limits; work: (body: Body) => Promise<Answer> },
): Promise<Answer> {
  const text = await request.text();
  if (text === undefined) return TOO_LARGE;
  const read = readBody(text, fields, { type: request.type, longest: limits.text });
  return 'refusal' in read ? read.refusal : work(read.value);
}
