/** Trainings that are killed in their middle, and checkpoints that are damaged after they were kept. */
import { cpSync, existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { agentgym, fixture, start, type Started } from '../support/command-line.ts';
import { differencesOf } from '../support/same-run.ts';
import { scratchDirectory } from '../support/scratch.ts';

const root = scratchDirectory('training-state');
// Trainings long enough that a kill falls into them.
const STEPS = {
  'promotion.gate': 'always',
  'policy.model.warmStart.steps': 200,
  'clone.steps': 150,
  'train.steps': 200,
  iterations: 1,
};
const SET = Object.entries(STEPS).map(([name, value]) => `${name}=${value}`);
const TINY = ['evolve', '--config', fixture('tiny.yaml'), ...SET.flatMap((one) => ['--set', one])];

beforeAll(() => {
  const { status, stderr } = agentgym(root, [...TINY, '--run-dir', 'whole']);
  expect(status, stderr).toBe(0);
});

/** Waits until a file is there; fails when the process ends before that. */
async function appears({ child }: Started, file: string): Promise<void> {
  const wait = (): void => {
    if (!existsSync(file)) throw new Error(child.exitCode === null ? 'not there yet' : 'the process ended before');
  };
  await vi.waitFor(wait, { timeout: 30_000, interval: 2 });
}

describe('a run that is killed while it trains, once there is a state', () => {
  // In the order of the run.
  const states = ['0000/warm-start-', '0001/', '0000/control-'];
  const said: string[] = [];
  const stateOf = (name: string): string => `iterations/${name}training-state.safetensors`;

  it.each(states)('%s …', async (name) => {
    const run = start(root, [fixture('tiny.yaml'), 'killed', '5', ...SET], fixture('evolve-saving.mjs'));
    await appears(run, join(root, 'killed', stateOf(name)));
    run.child.kill('SIGKILL');
    const { status, stdout } = await run.end;
    expect(status).toBe(null);
    said.push(stdout);
    expect(existsSync(join(root, 'killed', stateOf(name)))).toBe(true);
  });

  it('… goes on from it, and comes to the same in every file, loss curves among them', async () => {
    const { status, stderr, stdout } = agentgym(root, ['evolve', '--resume', 'killed']);
    expect(status, stderr).toBe(0);
    const [first, ...resumed] = [...said, stdout];
    expect(first).not.toContain('training goes on');
    for (const one of resumed) expect(one).toMatch(/training goes on from step \d*[05]/u);
    expect(await differencesOf(join(root, 'whole'), join(root, 'killed'))).toEqual([]);
    const curves = readdirSync(join(root, 'whole', 'iterations', '0000')).filter((name) => name.includes('losses'));
    expect(curves.toSorted()).toEqual(['control-losses.jsonl', 'losses.jsonl', 'warm-start-losses.jsonl']);
  });
});

describe('a checkpoint that is damaged', () => {
  /** Another run directory, in which a byte of what the key's training came to has changed. */
  function damaged(name: string, key: string): string {
    cpSync(join(root, 'whole'), join(root, name), { recursive: true });
    const entry = journalOf(name).find((line) => line.startsWith(`{"key":"${key}"`)) ?? '';
    const { id } = (JSON.parse(entry) as { result: { id: string } }).result;
    const file = join(root, name, 'checkpoints', id, 'model.safetensors');
    const bytes = readFileSync(file);
    bytes[bytes.length - 3] = (bytes[bytes.length - 3] as number) ^ 1;
    writeFileSync(file, bytes);
    return join(root, name, 'checkpoints', id);
  }

  function journalOf(name: string): string[] {
    return readFileSync(join(root, name, 'journal.jsonl'), 'utf8').split('\n');
  }

  function expectRefused(argv: readonly string[], path: string): void {
    const { status, stderr } = agentgym(root, argv);
    expect([status, stderr]).toEqual([2, expect.stringContaining('E_STORE_CHECKPOINT')]);
    expect(stderr).toContain(
      `${path} is not the checkpoint that it was: model.safetensors differs from what was kept.`,
    );
  }

  it('is refused by eval, and the file named', () => {
    const path = damaged('promoted', 'iterations/1/train');
    expectRefused(['eval', '--run', 'promoted', '--limit', '1'], path);
    const named = ['eval', '--policy', `checkpoint:${path}`, '--config', fixture('tiny.yaml'), '--limit', '1'];
    expectRefused(named, path);
  });

  it.each([
    ['played', 'iterations/1/train'],
    ['trained from', 'iterations/0/weigh'],
  ])('is refused by a resumed run when it is %s', (how, last) => {
    const name = how.replace(' ', '-');
    const path = damaged(name, how === 'played' ? 'iterations/1/train' : 'warm-start');
    const lines = journalOf(name);
    const end = lines.findIndex((line) => line.startsWith(`{"key":"${last}"`));
    writeFileSync(join(root, name, 'journal.jsonl'), `${lines.slice(0, end + 1).join('\n')}\n`);
    expectRefused(['evolve', '--resume', name], path);
  });

  it('is not rolled back to', () => {
    expectRefused(['rollback', 'back', '--to', '0'], damaged('back', 'clone'));
  });
});
