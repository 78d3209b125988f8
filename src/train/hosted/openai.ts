/**
 * Fine-tuning services with OpenAI's API (/files, /fine_tuning/jobs), and Together's, which has other addresses and names for
 * the same things.
 *
 * developers.openai.com/api/reference/resources/fine_tuning, …/resources/files;
 * docs.together.ai/reference/upload-file, …/post-fine-tunes, …/get-fine-tunes-id.
 */
import { FormData } from 'undici';
import { ServiceFault } from './faults.ts';
import type { Http, Json } from './http.ts';
import { list, number, object, text } from './read.ts';
import type { HostedJob, News, Order, Service, TrainingFile } from './service.ts';
import type { HostedSettings } from './settings.ts';

/** Pages that are looked through for what may have been made a moment ago, and the length of one. */
const PAGES = 20;
const PAGE = '100';

const STATES: Readonly<Record<string, HostedJob['state']>> = {
  validating_files: 'waiting',
  pending: 'waiting',
  queued: 'waiting',
  paused: 'waiting',
  succeeded: 'succeeded',
  success: 'succeeded',
  completed: 'succeeded',
  failed: 'failed',
  failed_validation: 'failed',
  error: 'failed',
  user_error: 'failed',
  cancelled: 'cancelled',
  canceled: 'cancelled',
};

/** Name of the entry of a job's metadata that it is found by. */
const MARK = 'agentgym_job';

export function createOpenAi(http: Http, settings: HostedSettings): Service {
  const together = settings.profile === 'together';
  const jobs = together ? '/fine-tunes' : '/fine_tuning/jobs';
  const jobAt = (id: string): string => `${jobs}/${encodeURIComponent(id)}`;
  return {
    findFile: async (file) => {
      const found = await search(http, '/files', together ? {} : { purpose: 'fine-tune' }, (one) => isFile(one, file));
      return text(found?.['id']);
    },
    upload: async (file) => {
      const answer = await http.post(together ? '/files/upload' : '/files', { form: formOf(file, together) });
      return required(text(answer['id']), 'the file that was uploaded');
    },
    findJob: async (tag) => {
      const found = await search(http, jobs, together ? {} : { [`metadata[${MARK}]`]: tag }, (one) => isJob(one, tag));
      return found === undefined ? undefined : jobOf(found);
    },
    create: async (order) => {
      const json = together ? togetherJob(order, settings) : openAiJob(order, settings);
      return jobOf(await http.post(jobs, { json }));
    },
    job: async (id) => jobOf(await http.get(jobAt(id))),
    news: (id, after) => newsOf(http, `${jobAt(id)}/events`, after),
    snapshots: async (id) => {
      const { data } = await http.get(`${jobAt(id)}/checkpoints`);
      return list(data).flatMap((one) => {
        const model = text(one['fine_tuned_model_checkpoint']) ?? text(one['path']);
        return model === undefined ? [] : [{ model, step: number(one['step_number'] ?? one['step']) ?? null }];
      });
    },
    cancel: async (id) => void (await http.post(`${jobAt(id)}/cancel`)),
  };
}

function formOf({ name, text: lines }: TrainingFile, together: boolean): FormData {
  const form = new FormData();
  form.set('purpose', 'fine-tune');
  if (together) {
    form.set('file_name', name);
    form.set('file_type', 'jsonl');
  }
  form.set('file', new Blob([lines], { type: 'application/jsonl' }), name);
  return form;
}

/** Of that name, and whole. */
function isFile(one: Json, { name, text: lines }: TrainingFile): boolean {
  const bytes = number(one['bytes']);
  const broken = one['status'] === 'error';
  return one['filename'] === name && !broken && (bytes === undefined || bytes === Buffer.byteLength(lines));
}

/** Services that keep no metadata keep the suffix, or put it into the model's name. */
function isJob(one: Json, tag: string): boolean {
  const names = [one['fine_tuned_model'], one['model_output_name'], one['output_name']];
  return (
    object(one['metadata'])[MARK] === tag ||
    one['suffix'] === tag ||
    one['user_provided_suffix'] === tag ||
    names.some((name) => typeof name === 'string' && name.includes(tag))
  );
}

/** The first of a list, newest first, that fits. */
async function search(
  http: Http,
  path: string,
  query: Readonly<Record<string, string>>,
  fits: (one: Json) => boolean,
): Promise<Json | undefined> {
  let after: string | undefined;
  for (let page = 0; page < PAGES; page++) {
    const answer = await http.get(path, { ...query, limit: PAGE, ...(after === undefined ? {} : { after }) });
    const data = list(answer['data']);
    const found = data.find(fits);
    if (found !== undefined) return found;
    after = text(data.at(-1)?.['id']);
    if (answer['has_more'] !== true || after === undefined) return undefined;
  }
  return undefined;
}

function hyperparametersOf({ method, epochs }: Order, settings: HostedSettings): Json {
  const { batchSize, beta, hyperparameters } = settings;
  const preference = method === 'dpo' && beta !== undefined ? { beta } : {};
  return { n_epochs: epochs, batch_size: batchSize, ...preference, ...hyperparameters };
}

function openAiJob(order: Order, settings: HostedSettings): Json {
  const { tag, title, model, file, method, seed } = order;
  const hyperparameters = hyperparametersOf(order, settings);
  const name = method === 'dpo' ? 'dpo' : 'supervised';
  const where = {
    method: { method: { type: name, [name]: { hyperparameters } } },
    hyperparameters: { hyperparameters },
    request: hyperparameters,
  }[settings.profile === 'openai' ? 'method' : settings.hyperparametersIn];
  return {
    model,
    training_file: file,
    suffix: tag,
    seed: seed % 2 ** 31,
    metadata: { [MARK]: tag, agentgym_name: title.slice(0, 512) },
    ...where,
    ...settings.request,
  };
}

function togetherJob(order: Order, settings: HostedSettings): Json {
  const { tag, model, tuned, file, method } = order;
  const { beta, learningRate } = settings;
  const { beta: _, ...hyperparameters } = hyperparametersOf(order, settings);
  const preference = { method: 'dpo', ...(beta === undefined ? {} : { dpo_beta: beta }) };
  return {
    // What was fine-tuned there is gone on with; anything else is started from.
    ...(tuned ? { from_checkpoint: model } : { model }),
    training_file: file,
    suffix: tag,
    training_method: method === 'dpo' ? preference : { method: 'sft', train_on_inputs: false },
    ...(learningRate === undefined ? {} : { learning_rate: learningRate }),
    ...hyperparameters,
    ...settings.request,
  };
}

function jobOf(answer: Json): HostedJob {
  const said = text(answer['status']) ?? 'unknown';
  const error = object(answer['error']);
  const message = text(error['message']) ?? text(answer['error']) ?? lastError(answer);
  const aboutData = text(error['param']) === 'training_file' || /_file$|format/u.test(text(error['code']) ?? '');
  return {
    id: required(text(answer['id']), 'a job'),
    state: STATES[said.toLowerCase()] ?? 'running',
    said,
    model: text(answer['fine_tuned_model']) ?? text(answer['model_output_name']) ?? text(answer['output_name']),
    error: message === undefined ? undefined : { message, aboutData },
    tokens: number(answer['trained_tokens']) ?? number(answer['token_count']),
  };
}

/** Together tells what went wrong among the events. */
function lastError(answer: Json): string | undefined {
  const last = list(answer['events']).findLast(({ type, level }) => type === 'job_error' || level === 'error');
  return text(last?.['message']);
}

/** Pages run from the newest to the oldest, up to what is known; some services give all at once, the oldest first. */
async function newsOf(http: Http, path: string, known: string | undefined): Promise<News[]> {
  const all: Json[] = [];
  let after: string | undefined;
  for (let page = 0; page < PAGES; page++) {
    const answer = await http.get(path, { limit: PAGE, ...(after === undefined ? {} : { after }) });
    const data = list(answer['data']);
    all.push(...data);
    after = text(data.at(-1)?.['id']);
    if (answer['has_more'] !== true || after === undefined || data.some((one) => idOf(one) === known)) break;
  }
  const events = oldestFirst(all);
  return events.slice(events.findIndex((one) => idOf(one) === known) + 1).map(eventOf);
}

/** Events of one second stay the way they came, which is newest first but for Together's. */
function oldestFirst(events: readonly Json[]): Json[] {
  const [first, last] = [when(events[0]), when(events.at(-1))];
  const kept = first < last || (!(first > last) && events[0]?.['object'] === 'fine-tune-event');
  return kept ? [...events] : events.toReversed();
}

/** Seconds, or a date. */
function when(one: Json | undefined): number {
  return number(one?.['created_at']) ?? Date.parse(text(one?.['created_at']) ?? '');
}

/** Some services number no events. */
function idOf(one: Json): string {
  return text(one['id']) ?? text(one['hash']) ?? `${String(one['created_at'])} ${String(one['message'])}`;
}

function eventOf(one: Json): News {
  const data = object(one['data']);
  const message = text(one['message']) ?? '';
  const written = /step\s+(\d+)\s*\/\s*(\d+)(?:.*?loss[=:\s]+([\d.eE+-]+))?/iu.exec(message);
  return {
    id: idOf(one),
    message,
    step: number(data['step']) ?? number(written?.[1]) ?? (number(one['step']) || undefined),
    steps: number(data['total_steps']) ?? number(written?.[2]) ?? (number(one['total_steps']) || undefined),
    loss: number(data['train_loss']) ?? number(written?.[3]),
    warning: ['warn', 'warning', 'error'].includes(String(one['level'])),
  };
}

function required<T>(value: T | undefined, what: string): T {
  if (value === undefined) throw new ServiceFault('unsure', `The service names no id of ${what}.`);
  return value;
}
