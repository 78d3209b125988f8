/** How a launcher asks the Hugging Face Hub: with a token, again where that may help, and with errors a user can act on. */
import pRetry from 'p-retry';
import { AgentgymError, InterruptedError, messageOf } from '../../errors.ts';
import type { Key } from '../../keys.ts';
import { keepSecret } from '../../secrets.ts';
import { pauseOf } from '../../policies/endpoint/retries.ts';
import type { Timing } from '../../policies/endpoint/timing.ts';
import { seedOf } from '../../seeds.ts';

export interface HubOptions {
  url: string;
  key: Key;
  /** `owner/name` of the repository that jobs go through. */
  repository: string;
  /** Further attempts at a request. */
  retries: number;
  timing: Timing;
}

export interface Hub {
  readonly repository: string;
  readonly timing: Timing;
  /** What every call of the library is made with. */
  access: (signal?: AbortSignal) => { accessToken: string; hubUrl: string; fetch: typeof fetch };
  /** For what may be asked twice. */
  asked<T>(call: () => Promise<T>, signal?: AbortSignal): Promise<T>;
  /** An error of the library's as one of ours, without the token. */
  explained(error: unknown): Error;
  /** Whether the same call may go well later. */
  mayPass(error: unknown): boolean;
}

export function createHub({ url, key, repository, retries, timing }: HubOptions): Hub {
  keepSecret(key.name, key.value);
  const explained = (error: unknown): Error => {
    if (error instanceof AgentgymError || error instanceof InterruptedError) return error;
    const status = statusOf(error);
    const cause = error instanceof Error && error.cause !== undefined ? `: ${messageOf(error.cause)}` : '';
    const said = `${messageOf(error)}${cause}`.replace(/\.$/u, '');
    if (status === 401 || status === 402 || status === 403) {
      return new AgentgymError('E_TRAIN_ACCESS', `The Hub answered ${status}: ${said}.`, {
        hint: `The token in ${key.name} needs to write to ${repository} and to start jobs, which a Pro account or an organisation with credits may.`,
      });
    }
    const what = status === undefined ? `${url} cannot be asked` : `The Hub answered ${status}`;
    return new AgentgymError('E_TRAIN_SERVICE', `${what}: ${said}.`, {
      hint: 'A job that was started goes on; follow it again with: agentgym evolve --resume DIR',
    });
  };
  return {
    repository,
    timing,
    explained,
    mayPass,
    access: (signal) => ({
      accessToken: key.value,
      hubUrl: url,
      fetch: (input, init) => fetch(input, signal === undefined ? init : { ...init, signal }),
    }),
    asked: async (call, signal) => {
      requireToken(key);
      try {
        return await pRetry(call, {
          retries,
          // The pauses are made here, by the clock that is passed in.
          minTimeout: 0,
          shouldRetry: async ({ error, retriesConsumed }) => {
            if (signal?.aborted === true || !mayPass(error)) return false;
            await timing.wait(pauseOf(retriesConsumed, seedOf('hub', url)), signal);
            return true;
          },
          ...(signal === undefined ? {} : { signal }),
        });
      } catch (error) {
        if (signal?.aborted) throw new InterruptedError();
        throw explained(error);
      }
    },
  };
}

/** The library takes no other keys, and says so in words of its own. */
function requireToken({ name, value }: Key): void {
  if (value.startsWith('hf_')) return;
  throw new AgentgymError('E_TRAIN_ACCESS', `What ${name} holds is no token of the Hugging Face Hub.`, {
    hint: 'Tokens begin with hf_; make one with write access at https://huggingface.co/settings/tokens.',
  });
}

function mayPass(error: unknown): boolean {
  if (error instanceof AgentgymError) return false;
  const status = statusOf(error);
  // What is no answer is a connection that failed.
  return status === undefined ? isConnection(error) : status === 429 || status >= 500;
}

function isConnection(error: unknown): boolean {
  return error instanceof TypeError || (error instanceof Error && /terminated|ECONN|socket/iu.test(messageOf(error)));
}

/** Status of an answer that the library made an error of. */
export function statusOf(error: unknown): number | undefined {
  return error instanceof Error && 'statusCode' in error && typeof error.statusCode === 'number'
    ? error.statusCode
    : undefined;
}
