/**
 * A server that answers as AgentGym's did: what it is asked must be what was recorded, in the recorded order within an
 * episode. What was not recorded is answered with HTTP 599 and noted.
 */
import { isDeepStrictEqual } from 'node:util';
import { type AnsweringServer, answering, type Asked, type Said } from './answering-server.ts';
import type { Exchange } from './transcripts.ts';

export interface Replay extends AnsweringServer {
  /** What was asked and is not in the recording. */
  strange: Asked[];
  /** Makes ready for the episode that begins with the reset at `index`. */
  begin: (index: number) => void;
}

export async function replay(exchanges: readonly Exchange[], idField: 'id' | 'env_idx'): Promise<Replay> {
  const strange: Asked[] = [];
  let at = 0;
  const same = (asked: Asked, one: Exchange): boolean =>
    one.method === asked.method &&
    one.path === asked.path &&
    one.raw === undefined &&
    isDeepStrictEqual(one.body, asked.body);
  const answer = (asked: Asked): Said => {
    const call = asked.path.split('/').at(-1) ?? '';
    if (asked.method === 'POST' && (call === 'reset' || call === 'step')) {
      const next = exchanges.findIndex((one, i) => i >= at && same(asked, one));
      const found = exchanges[next];
      if (found === undefined) return stranger(asked);
      at = next + (call === 'step' ? 1 : 0);
      return said(found);
    }
    if (call === 'create') {
      const id = exchanges[at]?.body?.[idField];
      const found = exchanges.find((one) => same(asked, one) && idOf(one.answer, idField) === id);
      return found === undefined ? stranger(asked) : said(found);
    }
    // GET /observation was not recorded after every reset: it says what the reset said.
    const start = exchanges[at];
    if (call.startsWith('observation?') && start !== undefined)
      return { json: Array.isArray(start.answer) ? start.answer[0] : start.answer };
    const found = exchanges.find((one) => same(asked, one));
    if (found !== undefined) return said(found);
    // Neither were these, which have no route on the servers that do not answer them in the recording.
    const isRoute = call !== 'close' && !asked.path.endsWith('/');
    return !isRoute ? { json: { detail: 'Not Found' }, status: 404 } : stranger(asked);
  };
  const stranger = (asked: Asked): Said => {
    strange.push(asked);
    return { text: 'not in the recording', status: 599 };
  };
  const server = await answering(answer);
  const begin = (index: number): void => {
    at = index;
  };
  return { ...server, strange, begin };
}

function said({ status, type, answer }: Exchange): Said {
  return type === undefined ? { json: answer, status } : { text: String(answer), status, type };
}

function idOf(answer: unknown, idField: string): unknown {
  return typeof answer === 'object' && answer !== null ? (answer as Record<string, unknown>)[idField] : answer;
}
