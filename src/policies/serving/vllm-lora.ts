/**
 * `serving.kind: vllm-lora`: a vLLM server loads each adapter under a name of its own, so that nothing that is under way
 * changes its weights, and several can be asked at once. The base is the model that the server was started with.
 * https://docs.vllm.ai/en/latest/features/lora/ (dynamically serving LoRA adapters)
 */
import type { ServingConfig } from '../../config/schema.ts';
import { AgentgymError } from '../../errors.ts';
import type { Key } from '../../keys.ts';
import { type Admin, type AdminAnswer, createAdmin } from './admin.ts';
import type { Servable, Serving, ServingSurroundings } from './contract.ts';
import { pathOnServer } from './path-on-server.ts';

type Settings = ServingConfig & { kind: 'vllm-lora' };

/** Characters of a checkpoint's digest in the name of its adapter. */
const DIGITS = 12;

export interface VllmLoraSurroundings extends Pick<ServingSurroundings, 'urls' | 'model' | 'run'> {
  key: Key | undefined;
  /** Ids of the run's checkpoints, oldest first: adapters of these, and of no other run, are unloaded. */
  checkpoints: () => Promise<readonly string[]>;
}

export function createVllmLora(
  settings: Settings,
  { urls, model, run, key, checkpoints }: VllmLoraSurroundings,
): Serving {
  const admins = urls.map((url) => createAdmin(url, { key, timeout: settings.timeout }));
  const nameOf = (id: string): string => `${run}-${id.slice(0, DIGITS)}`;
  /** Names in the order in which they were last asked for. */
  const recent: string[] = [];
  const load = async (admin: Admin, { kind, path }: Servable, name: string, signal?: AbortSignal): Promise<void> => {
    const known = await admin.models(signal);
    if (!known.includes(model)) throw unknownBase(admin, model, known);
    if (known.includes(name)) return;
    const location = pathOnServer(path, settings.pathOnServer);
    const answer = await admin.post('/v1/load_lora_adapter', { lora_name: name, lora_path: location }, signal);
    const there = answer.status === 400 && /already been loaded/iu.test(answer.said);
    if (answer.status !== 200 && !there) throw refusal(admin, { location, answer, kind });
    if ((await admin.models(signal)).includes(name)) return;
    throw new AgentgymError('E_SERVE_REFUSED', `${admin.root} says that it loaded ${name}, and does not list it.`, {
      hint: 'GET /v1/models must list a loaded adapter; several servers behind one address need an address each (policy.urls).',
    });
  };
  const unloadOld = async (admin: Admin, signal?: AbortSignal): Promise<void> => {
    const own = (await checkpoints()).map(nameOf);
    const loaded = (await admin.models(signal)).filter((name) => own.includes(name));
    // What an earlier process of this run loaded goes first, then what was not asked for the longest.
    const byAge = loaded.toSorted((a, b) => recent.indexOf(a) - recent.indexOf(b));
    for (const name of byAge.slice(0, -settings.keep))
      await admin.post('/v1/unload_lora_adapter', { lora_name: name }, signal);
  };
  return {
    serve: async (checkpoint, signal) => {
      if (checkpoint.base) return { model };
      if (checkpoint.kind.kind !== 'adapter') throw noAdapter(checkpoint);
      const name = nameOf(checkpoint.id);
      await Promise.all(admins.map((admin) => load(admin, checkpoint, name, signal)));
      if (recent.includes(name)) recent.splice(recent.indexOf(name), 1);
      recent.push(name);
      await Promise.all(admins.map((admin) => unloadOld(admin, signal)));
      return { model: name };
    },
    close: async () => {
      await Promise.all(admins.map((admin) => admin.close()));
    },
  };
}

function unknownBase({ root }: Admin, model: string, known: readonly string[]): AgentgymError {
  const message = `${root} does not serve \`${model}\`; it has ${known.join(', ') || 'no model'}.`;
  return new AgentgymError('E_POLICY_MODEL', message, {
    setting: ['policy', 'model'],
    hint: 'policy.model is the exact name that GET /v1/models lists for the base (--served-model-name).',
  });
}

function noAdapter({ id, kind }: Servable): AgentgymError {
  const what = kind.kind === 'full' ? 'a whole model' : `a model elsewhere`;
  const message = `Checkpoint ${id} is ${what}, and \`serving.kind: vllm-lora\` loads LoRA adapters.`;
  return new AgentgymError('E_SERVE_REFUSED', message, {
    setting: ['serving', 'kind'],
    hint: 'Train a LoRA adapter, or serve whole models by sglang or command.',
  });
}

interface Refused {
  location: string;
  answer: AdminAnswer;
  kind: Servable['kind'];
}

/** An answer of vLLM's own has a message; 404 without one is what a server answers that has no such address. */
function refusal({ root }: Admin, { location, answer, kind }: Refused): AgentgymError {
  const { status, said } = answer;
  const message = `${root} did not load the adapter ${location} (${status}): ${said}`;
  return new AgentgymError('E_SERVE_REFUSED', message, { hint: hintFor(status, said, kind) });
}

function hintFor(status: number, said: string, kind: Servable['kind']): string {
  const [, rank] = /\brank (\d+) is greater than/iu.exec(said) ?? [];
  if (rank !== undefined) return `Start the server with --max-lora-rank ${rank}, or train adapters of a lower rank.`;
  if (/no adapter found|no such file|does not exist|adapter_config\.json|repo id/iu.test(said))
    return 'The server has to see that directory: share it, and say in serving.pathOnServer where the server finds it.';
  if (/lora is not enabled|enable[-_]lora/iu.test(said)) return 'Start the server with --enable-lora.';
  if (status === 404 || status === 405)
    return 'Start the server with --enable-lora and VLLM_ALLOW_RUNTIME_LORA_UPDATING=True in its environment.';
  const base = kind.kind === 'adapter' ? ` The adapter belongs to ${kind.base}.` : '';
  return `The server's log says more.${base}`;
}
