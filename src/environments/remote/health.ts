/**
 * Whether environment servers are there, asked before anything starts: a GET of the base URL, and of the server's root
 * where the base has no page of its own (maze, wordle). The answer's text does not matter (webarena's is no JSON).
 */
import { AgentgymError, messageOf, throwIfInterrupted } from '../../errors.ts';
import type { Http } from './http.ts';

/** What is wrong with a server; undefined where it is well. Never throws. */
export async function ailmentOf(http: Http, deadline: number, signal?: AbortSignal): Promise<string | undefined> {
  const call = { method: 'GET', path: '/', deadline, signal } as const;
  try {
    const own = await http.send(call);
    if (own.status < 300) return undefined;
    const root = own.status === 404 ? await http.sendToOrigin(call) : own;
    return root.status < 300 ? undefined : `${http.base}: GET / was answered with HTTP ${root.status}`;
  } catch (error) {
    return messageOf(error);
  }
}

/**
 * Asks all servers at once; `unwell` hears of those that are not well.
 * @throws AgentgymError E_ENV_UNREACHABLE where none is well; with one that is, a run can start.
 */
export async function checkServers(
  of: { name: string; servers: readonly Http[]; deadline: number; signal?: AbortSignal | undefined },
  unwell: (http: Http) => void,
): Promise<void> {
  const ailments = await Promise.all(of.servers.map((http) => ailmentOf(http, of.deadline, of.signal)));
  throwIfInterrupted(of.signal);
  for (const [i, ailment] of ailments.entries()) {
    const http = of.servers[i];
    if (ailment !== undefined && http !== undefined) unwell(http);
  }
  if (ailments.includes(undefined)) return;
  const one = of.servers.length === 1;
  const head = one ? 'The server' : `None of the ${of.servers.length} servers`;
  const message = `${head} of environment \`${of.name}\` can be reached:\n${ailments.join('\n')}`;
  throw new AgentgymError('E_ENV_UNREACHABLE', one ? message.replace('can be', 'cannot be') : message, {
    hint: `Start ${one ? 'it' : 'them'}, or correct \`${one ? 'url' : 'urls'}\` of \`${of.name}\` in the config.`,
  });
}
