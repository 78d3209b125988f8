/** What a request comes to at a service: the rows of its file, the job that is ordered, and what there is to say about both. */
import { AgentgymError } from '../../errors.ts';
import { digest } from '../../seeds.ts';
import type { Series, TrainRequest } from '../contract.ts';
import { PROFILES } from './profiles.ts';
import { pairRowsOf, type RowReport, rowsOf } from './rows.ts';
import type { Order, TrainingFile } from './service.ts';
import type { HostedSettings } from './settings.ts';

export interface Work {
  readonly title: string;
  readonly method: 'sft' | 'dpo';
  readonly epochs: number;
  readonly rows: number;
  readonly report: RowReport | { readonly pairs: number };
  /** For whoever watches. */
  readonly notes: readonly string[];
  /** Of everything that is asked for. */
  readonly digest: string;
  file(name: string): TrainingFile;
  order(ids: { tag: string; file: string }): Order;
}

type Asked = Pick<TrainRequest, 'examples' | 'pairs' | 'steps' | 'seed' | 'name'>;

/** Throws E_TRAIN_DATA where the service would take none of it. */
export async function orderOf(
  request: Asked,
  settings: HostedSettings,
  start: { model: string; tuned: boolean },
): Promise<Work> {
  const { seed, steps, name: title = 'train' } = request;
  const { lines, method, report, notes } =
    settings.method === 'dpo' && hasPairs(request) ? await pairs(request) : await weighted(request, settings);
  const { leastRows, mostEpochs } = PROFILES[settings.profile];
  if (lines.length < leastRows) {
    throw new AgentgymError(
      'E_TRAIN_DATA',
      `There are ${lines.length} rows to train on; the service takes ${leastRows} and more.`,
      {
        hint: 'Explore more tasks or samples (explore.samples), or mix in demonstrations.',
      },
    );
  }
  const epochs = Math.min(mostEpochs, Math.max(1, Math.round((steps * settings.batchSize) / lines.length)));
  const text = `${lines.join('\n')}\n`;
  const { url, account, batchSize, learningRate, beta, hyperparameters, request: extra, profile } = settings;
  const asked = {
    url,
    account,
    batchSize,
    learningRate,
    beta,
    hyperparameters,
    extra,
    profile,
    method,
    epochs,
    seed,
    ...start,
  };
  const passes = `${steps} steps of ${batchSize} rows over ${lines.length} rows: ${epochs} ${epochs === 1 ? 'epoch' : 'epochs'}`;
  return {
    title,
    method,
    epochs,
    rows: lines.length,
    report,
    notes: [...notes, passes],
    digest: digest(title, JSON.stringify(asked), digest(text)),
    file: (name) => ({ name, text, rows: lines.length }),
    order: (ids) => ({ ...ids, ...start, title, method, epochs, seed }),
  };
}

interface Material {
  lines: readonly string[];
  method: 'sft' | 'dpo';
  report: Work['report'];
  notes: string[];
}

function hasPairs({ pairs: given = [] }: Asked): boolean {
  return given.length > 0;
}

async function pairs({ pairs: given = [], examples }: Asked): Promise<Material> {
  const { lines, dropped } = pairRowsOf(await listOf(given));
  const notes = [
    `learns from ${lines.length} pairs, in the turn where each parts; the ${examples.length} weighted examples are left out`,
  ];
  if (dropped > 0) notes.push(`${dropped} pairs do not part in a turn of the policy's, and are left out`);
  return { lines, method: 'dpo', report: { pairs: lines.length }, notes };
}

async function weighted({ examples, seed }: Asked, { weights, copies }: HostedSettings): Promise<Material> {
  const { lines, report } = rowsOf(await listOf(examples), { weights, copies, seed });
  return { lines, method: 'sft', report, notes: notesOf(report) };
}

/** The file goes to the service in one piece, so that all of it is in memory anyway. */
async function listOf<T>(series: Series<T>): Promise<T[]> {
  const list: T[] = [];
  for await (const one of series) list.push(one);
  return list;
}

function notesOf({ lessons, rows, weights, effective, unmasked }: RowReport): string[] {
  const [weighed, sent] = [effective.weighed.toFixed(1), effective.sent.toFixed(1)];
  const notes =
    weights === 'exact'
      ? [`weights are taken exactly: ${rows} rows, effective sample size ${weighed}`]
      : [
          `weights are taken by chance, without bias: ${rows} copies of ${lessons} rows, effective sample size ${sent} (of the weights: ${weighed})`,
        ];
  if (unmasked > 0)
    notes.push(`${unmasked} turns without a loss are trained too: this service takes no weights of turns`);
  return notes;
}
