/**
 * The checkpoint of a model that a service keeps: a directory that says where the model is (reference.json), and which job it
 * came from (job.json). No weights are in it, and no keys.
 */
import { access, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { AgentgymError } from '../../errors.ts';
import { checkpointKind, writeReference } from '../checkpoint-kind.ts';
import type { CheckpointRef } from '../contract.ts';
import type { RowReport } from './rows.ts';
import type { Snapshot } from './service.ts';

const JOB = 'job.json';

/** What is kept of a job. */
export interface JobRecord {
  readonly service: string;
  readonly job: string;
  readonly tag: string;
  /** The model that training started from, and what it left, by the service's ids. */
  readonly from: string;
  readonly model: string;
  readonly method: 'sft' | 'dpo';
  readonly epochs: number;
  readonly rows: RowReport | { readonly pairs: number };
  readonly tokens: number | null;
  readonly snapshots: readonly Snapshot[];
}

/** Where training starts: the id of a model, and whether a service fine-tuned it. Throws E_STORE_CHECKPOINT. */
export async function startOf(base: CheckpointRef): Promise<{ model: string; tuned: boolean }> {
  const kind = await checkpointKind(base.path);
  if (kind.kind !== 'reference') {
    throw new AgentgymError('E_STORE_CHECKPOINT', `${base.path} holds weights; a service fine-tunes its own models.`, {
      hint: 'Name a model of the service as policy.base.',
    });
  }
  const record = await readFile(join(base.path, JOB), 'utf8').catch(() => undefined);
  if (record === undefined) return { model: kind.reference.model, tuned: false };
  const { model } = JSON.parse(record) as Partial<JobRecord>;
  return { model: model ?? kind.reference.model, tuned: true };
}

/** Leaves the candidate at `out`, whole or not at all. `servedAs` is what requests call the model. */
export async function leaveCandidate(out: string, record: JobRecord, servedAs: string): Promise<void> {
  const aside = `${out}.partial`;
  await rm(aside, { recursive: true, force: true });
  await mkdir(aside, { recursive: true });
  await writeReference(aside, { model: servedAs });
  await writeFile(join(aside, JOB), `${JSON.stringify(record, null, 1)}\n`);
  await mkdir(dirname(out), { recursive: true });
  await rename(aside, out);
}

export async function refuseExisting(out: string): Promise<void> {
  const there = await access(out).then(
    () => true,
    () => false,
  );
  if (there) throw new AgentgymError('E_STORE_CHECKPOINT', `${out} exists; a checkpoint is not written over another.`);
}
