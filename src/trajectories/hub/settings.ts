/** How the Hugging Face Hub is spoken to: the variables that its own tools know, and what a config says beside them. */
import { homedir } from 'node:os';
import { join } from 'node:path';
import { keepSecret } from '../../secrets.ts';

export interface HubSettings {
  /** Without a slash at its end. */
  url: string;
  /** Folder in the layout of the hub's own tools, which share it. */
  cache: string;
  /** Whether files come from the cache alone. */
  offline: boolean;
  /** Sent to the hub, and told nobody else. */
  token?: string | undefined;
  /** Times that a call is made that fails in a way that may pass. */
  attempts: number;
  /** Milliseconds before the second; twice as long before each further one. */
  pause: number;
  signal?: AbortSignal | undefined;
}

export interface HubChoice {
  cache?: string | undefined;
  offline?: boolean | undefined;
  signal?: AbortSignal | undefined;
}

type Env = Readonly<Record<string, string | undefined>>;

/** From HF_ENDPOINT, HF_TOKEN, HF_HUB_OFFLINE, and for the cache HF_HUB_CACHE, HF_HOME or XDG_CACHE_HOME. */
export function hubSettings(choice: HubChoice = {}, env: Env = process.env): HubSettings {
  const said = (name: string): string | undefined => env[name]?.trim() || undefined;
  keepSecret('HF_TOKEN', said('HF_TOKEN') ?? '');
  const home = said('HF_HOME') ?? join(said('XDG_CACHE_HOME') ?? join(homedir(), '.cache'), 'huggingface');
  return {
    url: (said('HF_ENDPOINT') ?? 'https://huggingface.co').replace(/\/+$/u, ''),
    cache: choice.cache ?? said('HF_HUB_CACHE') ?? said('HUGGINGFACE_HUB_CACHE') ?? join(home, 'hub'),
    offline: choice.offline ?? /^(?:1|on|yes|true)$/iu.test(said('HF_HUB_OFFLINE') ?? ''),
    token: said('HF_TOKEN'),
    attempts: 3,
    pause: 1000,
    signal: choice.signal,
  };
}
