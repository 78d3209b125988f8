/** Asks the server: answers with their loading and error states, and what it says of its own accord. */
import { useEffect, useRef, useState } from 'preact/hooks';
import type { ApiError } from '../api.ts';

export interface Asked<T> {
  answer: T | undefined;
  error: ApiError | undefined;
  /** A question is under way; `answer` may be that of the one before. */
  loading: boolean;
  /** Asks again. */
  again: () => void;
}

/** Thrown by `ask`. */
export class Refused extends Error {
  readonly said: ApiError;
  constructor(said: ApiError) {
    super(said.message);
    this.name = 'Refused';
    this.said = said;
  }
}

/** Asks once; throws what the server says, or that it could not be reached, as `Refused`. */
export async function ask<T>(url: string, signal?: AbortSignal): Promise<T> {
  const response = await fetch(url, { signal: signal ?? null, headers: { accept: 'application/json' } }).catch(
    (error: unknown) => {
      if (signal?.aborted === true) throw error;
      throw new Refused({
        code: 'E_VIEW_UNREACHABLE',
        message: 'The viewer does not answer.',
        hint: 'It may have been stopped. Start it again with agentgym view, then try again.',
      });
    },
  );
  const body: unknown = await response.json().catch(() => undefined);
  if (response.ok && body !== undefined) return body as T;
  const said = body as ApiError | undefined;
  throw new Refused(said?.message === undefined ? unexpected(response) : said);
}

function unexpected(response: Response): ApiError {
  return { code: `HTTP ${response.status}`, message: `The viewer answered ${response.status} ${response.statusText}.` };
}

/** The answer at `url`, asked anew when it changes; null asks nothing. `keep` shows the old answer until then. */
export function useAnswer<T>(url: string | null, keep = false): Asked<T> {
  const [state, set] = useState<{ url: string | null; answer?: T; error?: ApiError; loading: boolean }>({
    url: null,
    loading: url !== null,
  });
  const [turn, setTurn] = useState(0);
  useEffect(() => {
    if (url === null) return undefined;
    const abort = new AbortController();
    set((before) => ({
      url,
      loading: true,
      ...((keep || before.url === url) && before.answer !== undefined ? { answer: before.answer } : {}),
    }));
    ask<T>(url, abort.signal).then(
      (answer) => set({ url, answer, loading: false }),
      (error: unknown) => {
        if (abort.signal.aborted) return;
        const said = error instanceof Refused ? error.said : { code: 'E_VIEW', message: String(error) };
        set({ url, error: said, loading: false });
      },
    );
    return () => abort.abort();
  }, [url, turn, keep]);
  const current = keep || state.url === url;
  return {
    answer: current ? state.answer : undefined,
    error: current ? state.error : undefined,
    loading: state.loading || (!current && url !== null),
    again: () => setTurn((one) => one + 1),
  };
}

/** Listens to server-sent events for as long as the component is there; null listens to nothing. */
export function useEvents(url: string | null, on: Readonly<Record<string, (data: unknown) => void>>): boolean {
  const handlers = useRef(on);
  handlers.current = on;
  const [connected, setConnected] = useState(false);
  useEffect(() => {
    if (url === null) return undefined;
    const source = new EventSource(url);
    source.addEventListener('open', () => setConnected(true));
    source.addEventListener('error', () => setConnected(false));
    for (const name of Object.keys(handlers.current))
      source.addEventListener(name, (event: MessageEvent<string>) =>
        handlers.current[name]?.(JSON.parse(event.data) as unknown),
      );
    return () => source.close();
  }, [url]);
  return connected;
}
