/**
 * `serving.kind: sglang`: a server replaces its weights by those of a directory (POST /update_weights_from_disk), and is
 * known by the same name as before. https://docs.sglang.ai/advanced_features/sglang_for_rl.html
 */
import type { ServingConfig } from '../../config/schema.ts';
import { AgentgymError } from '../../errors.ts';
import { fieldsOf } from '../endpoint/chat.ts';
import type { Key } from '../../keys.ts';
import { type Admin, type AdminAnswer, createAdmin, waitUntil } from './admin.ts';
import type { Servable, Serving, ServingSurroundings } from './contract.ts';
import { locationOf } from './path-on-server.ts';

type Settings = ServingConfig & { kind: 'sglang' };

/** Seconds for a server to be well again once it has loaded. */
const RECOVERY = 120;
const NOT_THERE = /no such file|does not exist|not found|cannot find|incorrect path|repo id|is not a local folder/iu;

export function createSglang(
  settings: Settings,
  { urls, model, key }: Pick<ServingSurroundings, 'urls' | 'model'> & { key: Key | undefined },
): Serving {
  const admins = urls.map((url) => createAdmin(url, { key, timeout: settings.timeout }));
  let loaded: string | undefined;
  const load = async (admin: Admin, checkpoint: Servable, signal?: AbortSignal): Promise<void> => {
    const location = locationOf(checkpoint, settings.pathOnServer);
    const answer = await admin.post(
      '/update_weights_from_disk',
      // What is cached of prompts was computed with the old weights.
      { model_path: location, weight_version: checkpoint.id, flush_cache: true },
      signal,
    );
    if (answer.status !== 200 || fieldsOf(answer.value)['success'] !== true) throw refusal(admin, location, answer);
    const well = async (): Promise<boolean> => (await admin.get('/health', signal)).status === 200;
    if (await waitUntil(well, { timeout: RECOVERY, signal })) return;
    throw new AgentgymError('E_SERVE_REFUSED', `${admin.root} is not well ${RECOVERY} s after it loaded ${location}.`, {
      hint: 'Its own log says why; GET /health must answer 200.',
    });
  };
  return {
    serve: async (checkpoint, signal) => {
      if (checkpoint.kind.kind === 'adapter') {
        const message = `Checkpoint ${checkpoint.id} is a LoRA adapter, and \`serving.kind: sglang\` replaces whole models.`;
        throw new AgentgymError('E_SERVE_REFUSED', message, {
          setting: ['serving', 'kind'],
          hint: 'Train all parameters, or serve adapters by vllm-lora.',
        });
      }
      if (loaded !== checkpoint.id) {
        loaded = undefined;
        await Promise.all(admins.map((admin) => load(admin, checkpoint, signal)));
        loaded = checkpoint.id;
      }
      return { model };
    },
    close: async () => {
      await Promise.all(admins.map((admin) => admin.close()));
    },
  };
}

function refusal({ root }: Admin, location: string, { status, said }: AdminAnswer): AgentgymError {
  if (status === 404 || status === 405) {
    return new AgentgymError('E_SERVE_REFUSED', `${root} has no /update_weights_from_disk (${status}).`, {
      hint: 'Does policy.url name an SGLang server itself, not a router in front of it?',
    });
  }
  const hint = NOT_THERE.test(said)
    ? 'The server has to see that directory: share it, and say in serving.pathOnServer where the server finds it.'
    : "The server's log says more. A checkpoint must have the shape of the model that the server was started with.";
  return new AgentgymError('E_SERVE_REFUSED', `${root} did not load ${location} (${status}): ${said}`, { hint });
}
