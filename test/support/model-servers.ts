/**
 * Small model servers, written after what vLLM and SGLang document of loading weights while they run: the same addresses,
 * fields and bodies of errors. What they answer depends on the checkpoint that they serve (test/fixtures/model-answers.js).
 */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type AnsweringServer, answering, type Asked, type Said } from './answering-server.ts';
import { answerOf, completionOf, skillOf } from '../fixtures/model-answers.js';

export interface ModelServer extends AnsweringServer {
  /** What is served: location by name. */
  loaded: Map<string, string>;
}

export interface ModelServerOptions {
  /** Weights stay what they were, whatever is loaded. */
  stale?: boolean;
  /** Gives no log-probabilities. */
  silent?: boolean;
  /** Key that every request has to carry. */
  key?: string;
}

interface ChatBody {
  model: string;
  messages: { role: string; content: string }[];
  logprobs?: boolean;
}

/** Newer versions put their errors into `error`. */
function vllmError(status: number, type: string, message: string): Said {
  return { status, json: { error: { message, type, param: null, code: status } } };
}

function chat(server: Pick<ModelServer, 'loaded'>, body: unknown, { stale, silent }: ModelServerOptions): Said {
  const { model, messages, logprobs } = body as ChatBody;
  const location = server.loaded.get(model);
  if (location === undefined) return vllmError(404, 'NotFoundError', `The model \`${model}\` does not exist.`);
  const answer = answerOf(stale === true ? 0 : skillOf(location), messages);
  return { json: completionOf(model, answer, { logprobs: logprobs === true && silent !== true }) };
}

export interface VllmOptions extends ModelServerOptions {
  /** `--max-lora-rank`; default 16, as vLLM's own. */
  maxRank?: number;
  /** VLLM_ALLOW_RUNTIME_LORA_UPDATING; default true. */
  updating?: boolean;
  /** `--enable-lora`; default true. */
  lora?: boolean;
}

/** https://docs.vllm.ai/en/latest/features/lora/ : dynamically serving LoRA adapters, lineage in the model card. */
export async function vllmServer(base: string, options: VllmOptions = {}): Promise<ModelServer> {
  const loaded = new Map([[base, base]]);
  const { maxRank = 16, updating = true, lora = true } = options;
  const card = (id: string, root: string): object => ({
    id,
    object: 'model',
    created: 1_700_000_000,
    owned_by: 'vllm',
    root,
    parent: id === base ? null : base,
  });
  const load = ({ lora_name: name, lora_path: path }: Record<string, string>): Said => {
    if (!name || !path) return vllmError(400, 'InvalidUserInput', "Both 'lora_name' and 'lora_path' must be provided.");
    if (loaded.has(name))
      return vllmError(400, 'InvalidUserInput', `The lora adapter '${name}' has already been loaded.`);
    if (!lora) return vllmError(400, 'BadRequestError', 'LoRA is not enabled. Use --enable-lora to enable LoRA.');
    const file = join(path, 'adapter_config.json');
    if (!existsSync(file))
      return vllmError(404, 'NotFoundError', `Loading lora ${name} failed: No adapter found for ${path}`);
    const { r } = JSON.parse(readFileSync(file, 'utf8')) as { r: number };
    if (r > maxRank)
      return vllmError(400, 'BadRequestError', `LoRA rank ${r} is greater than max_lora_rank ${maxRank}.`);
    loaded.set(name, path);
    return { text: `Success: LoRA adapter '${name}' added successfully.` };
  };
  const unload = ({ lora_name: name = '' }: Record<string, string>): Said => {
    if (!loaded.delete(name)) return vllmError(404, 'NotFoundError', `The lora adapter '${name}' cannot be found.`);
    return { text: `Success: LoRA adapter '${name}' removed successfully.` };
  };
  const server = await answering(({ path, body }: Asked) => {
    if (path === '/v1/models')
      return { json: { object: 'list', data: [...loaded].map(([id, root]) => card(id, root)) } };
    if (path === '/v1/chat/completions') return chat({ loaded }, body, options);
    if (updating && path === '/v1/load_lora_adapter') return load(body as Record<string, string>);
    if (updating && path === '/v1/unload_lora_adapter') return unload(body as Record<string, string>);
    return { status: 404, json: { detail: 'Not Found' } };
  });
  return { ...server, loaded };
}

/** https://docs.sglang.ai/advanced_features/sglang_for_rl.html : POST /update_weights_from_disk. */
export async function sglangServer(model: string, options: ModelServerOptions = {}): Promise<ModelServer> {
  const loaded = new Map([[model, model]]);
  const update = ({ model_path: path }: Record<string, string>): Said => {
    const local = path?.startsWith('/');
    const success = local !== true || existsSync(join(path ?? '', 'config.json'));
    const message = success
      ? 'Succeeded to update model weights.'
      : `Failed to get weights iterator: Cannot find any model weights with \`${path}\`.`;
    if (success) loaded.set(model, path ?? '');
    return { status: success ? 200 : 400, json: { success, message, num_paused_requests: 0 } };
  };
  const server = await answering(({ path, body }: Asked) => {
    if (path === '/health') return { text: '' };
    if (path === '/v1/models') return { json: { object: 'list', data: [{ id: model, object: 'model', root: model }] } };
    if (path === '/v1/chat/completions') return chat({ loaded }, body, options);
    if (path === '/update_weights_from_disk') return update(body as Record<string, string>);
    return { status: 404, json: { detail: 'Not Found' } };
  });
  return { ...server, loaded };
}
