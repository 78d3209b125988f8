/** Orchestrators in processes of their own, which a test can kill while their job goes on. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { afterAll, expect } from 'vitest';
import { readModel } from '../../src/lm/checkpoint/checkpoint.ts';
import type { TrainResult } from '../../src/train/contract.ts';
import { distance, examples, python, tinyCheckpoint } from './trl.ts';

export const FAST_PACE = { files: 50, asking: 300, away: 30_000, grace: 60_000 };

/** What is said, one line each. */
interface Heard {
  step?: number;
  notice?: string;
  result?: TrainResult;
  error?: string;
}

const STEPS = 300;
const SETTINGS = {
  precision: 'fp32',
  gradientCheckpointing: false,
  batchTokens: 64,
  shards: 1,
  clip: 1e9,
  warmup: 0,
  learningRate: 0.01,
  saveEvery: 10,
} as const;

const children = new Set<ChildProcess>();
afterAll(() => {
  for (const child of children) child.kill('SIGKILL');
});

interface Orchestrated {
  root: string;
  launcher: Readonly<Record<string, unknown>> & { kind: 'local' | 'ray' | 'slurm' };
  name: string;
}

/** One orchestrator; `on` hears what it says and may kill it. */
async function orchestrate(
  { root, launcher, name }: Orchestrated,
  on: (heard: Heard, child: ChildProcess) => void = () => {},
): Promise<Heard[]> {
  mkdirSync(root, { recursive: true });
  const base = join(root, 'base');
  if (!existsSync(base)) await tinyCheckpoint(base);
  const file = join(root, `${name}.json`);
  const request = {
    base: { id: 'base', path: base },
    examples,
    name,
    out: join(root, `${name}-out`),
    steps: STEPS,
    seed: 1,
  };
  const memory = join(root, `${name}-memory.json`);
  const jobs = join(root, 'jobs');
  writeFileSync(file, JSON.stringify({ launcher, pace: FAST_PACE, settings: SETTINGS, python, jobs, memory, request }));
  const fixture = fileURLToPath(new URL('../fixtures/train-elsewhere.mjs', import.meta.url));
  const child = spawn(process.execPath, [fixture, file], { stdio: ['ignore', 'pipe', 'inherit'] });
  children.add(child);
  const said: Heard[] = [];
  const closed = once(child, 'close');
  for await (const line of createInterface(child.stdout)) {
    const heard = JSON.parse(line) as Heard;
    said.push(heard);
    on(heard, child);
  }
  await closed;
  children.delete(child);
  return said;
}

/** What the orchestrators of a name remember of their job. */
function attemptOf({ root, name }: Orchestrated): { number: number; name: string; id?: string } {
  return (JSON.parse(readFileSync(join(root, `${name}-memory.json`), 'utf8')) as { attempt: never }).attempt;
}

/** Where each process of a job began. */
function beginnings({ root, name }: Orchestrated): number[] {
  const lines = readFileSync(join(root, 'jobs', name, 'events.jsonl'), 'utf8').split('\n');
  return lines
    .filter((line) => line.includes('"started"'))
    .map((line) => (JSON.parse(line) as { resumedFrom: number }).resumedFrom);
}

/**
 * The proof of a launcher: an orchestrator is killed while its job trains; another finds the job; the job is killed too
 * (`killJob`), and goes on from its own checkpoints, to what one on this machine without interruptions comes to.
 */
export async function proveFoundAgain(
  where: Pick<Orchestrated, 'root' | 'launcher'>,
  killJob: (attempt: { name: string; id?: string }) => Promise<void>,
): Promise<void> {
  const whole = (await orchestrate({ ...where, launcher: { kind: 'local' }, name: 'whole' })).at(-1)
    ?.result as TrainResult;
  expect(whole).toMatchObject({ steps: STEPS });

  const left = { ...where, name: 'left' };
  const first = await orchestrate(left, ({ step }, child) => {
    if ((step ?? 0) >= 15) child.kill('SIGKILL');
  });
  expect(first.some(({ result, error }) => result !== undefined || error !== undefined)).toBe(false);
  expect(attemptOf(left)).toMatchObject({ number: 1, id: expect.any(String) as string });

  let killed: Promise<void> | undefined;
  const second = await orchestrate(left, ({ notice }) => {
    if (notice?.includes('again, which goes on')) killed = killJob(attemptOf(left));
  });
  expect(killed, JSON.stringify(second.slice(0, 3))).toBeDefined();
  await killed;
  expect(attemptOf(left)).toMatchObject({ number: 2 });
  const [from, again] = beginnings(left);
  expect(from).toBe(0);
  expect(again).toBeGreaterThanOrEqual(10);
  const rest = second.at(-1)?.result as TrainResult;
  expect(rest, JSON.stringify(second.at(-1))).toMatchObject({
    steps: STEPS,
    tokens: whole.tokens,
    lossTokens: whole.lossTokens,
  });
  expect(rest.loss).toBeCloseTo(whole.loss ?? Number.NaN, 5);
  expect(distance((await readModel(rest.path)).parameters, (await readModel(whole.path)).parameters)).toBeLessThan(
    1e-5,
  );
}
