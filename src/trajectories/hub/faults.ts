/** What goes wrong between here and the Hugging Face Hub, said so that one knows what to do. */
import { HubApiError } from '@huggingface/hub';
import { AgentgymError, InterruptedError, messageOf } from '../../errors.ts';
import type { HubSettings } from './settings.ts';
import { formatHubSource, type HubSource } from './source.ts';

/** A failure, and whether trying again may help. */
export class HubFault extends AgentgymError {
  readonly mayPass: boolean;

  constructor(message: string, details: { hint: string; mayPass?: boolean }) {
    super('E_DATA_SOURCE', message, { hint: details.hint });
    this.mayPass = details.mayPass ?? false;
  }
}

/** The fault behind whatever a call threw. The error itself is not passed on: requests carry the token. */
export function faultOf(error: unknown, source: HubSource, settings: HubSettings): HubFault | InterruptedError {
  if (settings.signal?.aborted) return new InterruptedError();
  if (error instanceof HubFault) return error;
  const name = formatHubSource(source);
  if (!(error instanceof HubApiError)) {
    return new HubFault(`${name}: ${settings.url} cannot be reached, or broke off: ${reasonOf(error)}.`, {
      hint: 'Check the network and HF_ENDPOINT. HF_HUB_OFFLINE=1 (data.offline) uses what the cache holds.',
      mayPass: true,
    });
  }
  const page = `${settings.url}/datasets/${source.repo}`;
  const { statusCode } = error;
  if (statusCode === 401 || statusCode === 403) {
    const hint =
      settings.token === undefined
        ? `Set HF_TOKEN to a token that may read it; of a gated data set, accept the conditions at ${page} first.`
        : `HF_TOKEN was sent, and may not read it: accept the conditions at ${page}, or use another token.`;
    return new HubFault(`${name}: the data set does not exist, is private or is gated (HTTP ${statusCode}).`, { hint });
  }
  if (statusCode === 404) {
    const what = `there is no data set ${source.repo} with a revision ${source.revision} and this file`;
    return new HubFault(`${name}: ${what} (HTTP 404).`, { hint: `Look at ${page}.` });
  }
  const mayPass = statusCode === 429 || statusCode === 408 || statusCode >= 500;
  return new HubFault(`${name}: the hub answered with HTTP ${statusCode}: ${reasonOf(error)}`, {
    hint: mayPass ? 'Try again later.' : 'Check the name of the source.',
    mayPass,
  });
}

/** The innermost reason. */
function reasonOf(error: unknown): string {
  let inner = error;
  while (inner instanceof Error && inner.cause instanceof Error) inner = inner.cause;
  return messageOf(inner).slice(0, 300).replaceAll(/\s+/gu, ' ').replace(/\.$/u, '');
}

export function notCached(source: HubSource, { cache }: HubSettings): HubFault {
  return new HubFault(`${formatHubSource(source)} is not in the cache (${cache}), and offline mode is on.`, {
    hint: 'Run once without HF_HUB_OFFLINE (data.offline), or name the cache that has it: data.cache, HF_HOME.',
  });
}

/** Refuses what cannot be a token before it is sent. */
export function requireToken({ token }: HubSettings): void {
  if (token === undefined || token.startsWith('hf_')) return;
  throw new HubFault('HF_TOKEN holds no token of the Hugging Face Hub.', {
    hint: 'Tokens begin with `hf_`; without one, public data sets can be read.',
  });
}
