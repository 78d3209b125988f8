/**
 * Which of AgentGym's environments a server is, where nobody says: by the URL's last part, by what GET / says, or by the
 * paths and fields of its OpenAPI document. Also finds out, within seconds, that there is no server.
 */
import { REMOTE_NAMES, type RemoteName } from '../../config/stages/remote.ts';
import { AgentgymError } from '../../errors.ts';
import { RemoteFault } from '../remote/faults.ts';
import type { Http } from '../remote/http.ts';
import { fieldsOf } from './judge.ts';

/** `other`: an environment whose name is none of AgentGym's, which speaks as textcraft's server does. */
export interface Told {
  readonly kind: RemoteName | 'other';
  readonly name: string;
  /** How it is known, as a sentence. */
  readonly by: string;
}

const SPOKEN: Readonly<Record<string, RemoteName>> = {
  textcraft: 'textcraft',
  babyai: 'babyai',
  scienceworld: 'sciworld',
  alfworld: 'alfworld',
};
const TOOLS = ['weather', 'movie', 'academia', 'sheet', 'todo'];
const HINT = `Name it with --as: ${REMOTE_NAMES.join(', ')}.`;

/**
 * @param as what the user says it is.
 * @throws AgentgymError E_ENV_UNREACHABLE where nobody answers, E_ENV_UNKNOWN where nothing tells what it is.
 */
export async function tell(http: Http, as: RemoteName | undefined, patience: Patience): Promise<Told> {
  const health = await answered(http, patience);
  if (as !== undefined) return { kind: as, name: as, by: 'It was named with --as.' };
  const last = new URL(http.base).pathname.split('/').at(-1) ?? '';
  const said = /^"?This is environment (.+?)\.?"?$/u.exec(health.trim())?.[1];
  if (said === 'LMRL-Gym' && last !== 'maze' && last !== 'wordle')
    throw new AgentgymError('E_ENV_UNKNOWN', `${http.base} serves maze and wordle, each under a path of its own.`, {
      hint: `Check ${http.base}/maze or ${http.base}/wordle.`,
    });
  const named = REMOTE_NAMES.find((name) => name === last);
  if (named !== undefined) return { kind: named, name: named, by: 'The URL ends in its name.' };
  const spoken = said === undefined ? undefined : SPOKEN[said.toLowerCase()];
  if (spoken !== undefined) return { kind: spoken, name: spoken, by: `GET / says that it is ${said}.` };
  const documented = await fromDocument(http, patience);
  if (documented !== undefined)
    return { kind: documented, name: documented, by: '/openapi.json has its paths and fields.' };
  if (said !== undefined) return { kind: 'other', name: said, by: `GET / says that it is ${said}.` };
  throw new AgentgymError('E_ENV_UNKNOWN', `Nothing at ${http.base} tells which environment it serves.`, {
    hint: HINT,
  });
}

interface Patience {
  /** Milliseconds. */
  deadline: number;
  signal?: AbortSignal | undefined;
}

/** The text of GET /, whatever its status. */
async function answered(http: Http, patience: Patience): Promise<string> {
  const call = { method: 'GET', path: '/', ...patience } as const;
  try {
    const own = await http.send(call);
    return own.status === 404 ? (await http.sendToOrigin(call)).text : own.text;
  } catch (cause) {
    if (!(cause instanceof RemoteFault)) throw cause;
    const hint = 'Is the server running, and is this its URL?';
    throw new AgentgymError(cause.code, cause.message, { cause, hint });
  }
}

async function fromDocument(http: Http, patience: Patience): Promise<RemoteName | undefined> {
  const { status, text } = await http.send({ method: 'GET', path: '/openapi.json', ...patience });
  if (status !== 200) return undefined;
  const document = parsed(text);
  const paths = Object.keys(fieldsOf(fieldsOf(document)['paths']));
  const several = paths.flatMap((path) => /^\/([^/]+)\/create$/u.exec(path)?.[1] ?? []);
  if (!paths.includes('/create')) {
    if (several.length === 0) return undefined;
    throw new AgentgymError('E_ENV_UNKNOWN', `${http.base} serves several environments: ${several.join(', ')}.`, {
      hint: `Check one of them: ${several.map((name) => `${http.base}/${name}`).join(', ')}`,
    });
  }
  const own = several.find((name) => REMOTE_NAMES.some((one) => one === name));
  if (own !== undefined) return own as RemoteName;
  return byFields(paths, fieldsOfReset(document));
}

function byFields(paths: readonly string[], fields: readonly string[]): RemoteName | undefined {
  const has = (...names: string[]): boolean => names.every((name) => fields.includes(name));
  if (has('env_idx', 'session_id')) return 'webshop';
  if (has('env_idx', 'item_id')) return 'sqlgym';
  if (has('env_idx', 'seed')) return 'webarena';
  if (has('env_idx', 'id')) return paths.includes('/close') ? 'searchqa' : toolOf();
  if (has('id', 'game', 'world_type')) return 'alfworld';
  return has('id', 'data_idx') && paths.includes('/action_hint') ? 'sciworld' : undefined;
}

/** Nothing on the wire tells the five apart, and they differ in nothing that is checked. */
function toolOf(): never {
  throw new AgentgymError('E_ENV_UNKNOWN', 'This is a tool server, and nothing on the wire tells which.', {
    hint: `Name it with --as: ${TOOLS.join(', ')}.`,
  });
}

/** Names of the fields of /reset's body, through a reference or not. */
function fieldsOfReset(document: unknown): string[] {
  const at = (...keys: string[]): unknown => keys.reduce((value: unknown, key) => fieldsOf(value)[key], document);
  const schema = at('paths', '/reset', 'post', 'requestBody', 'content', 'application/json', 'schema');
  const reference = fieldsOf(schema)['$ref'];
  const meant =
    typeof reference === 'string' && reference.startsWith('#/') ? at(...reference.slice(2).split('/')) : schema;
  return Object.keys(fieldsOf(fieldsOf(meant)['properties']));
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
