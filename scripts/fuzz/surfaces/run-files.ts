/** Files of a run: the journal as a run takes it up, all of them as readers meet them, and the state of a training. */
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { encodeSafetensors } from '../../../src/lm/checkpoint/safetensors.ts';
import { readState, writeState } from '../../../src/lm/training/state.ts';
import { runDirectory } from '../../../src/runs/directory.ts';
import { incumbentOf } from '../../../src/runs/incumbent.ts';
import { openJournal, readJournal } from '../../../src/runs/journal.ts';
import { readRun } from '../../../src/runs/read-run.ts';
import { mutated, mutatedTree } from '../../../test/support/mutate.ts';
import type { Surface } from '../surface.ts';
import type { Random } from '../../../src/seeds.ts';

const ENTRIES = [
  {
    key: 'attempts/1',
    result: { started: '2026-01-01T00:00:00.000Z', pid: 1 },
    seconds: 0,
    at: '2026-01-01T00:00:00.000Z',
  },
  {
    key: 'base',
    result: { id: '0123456789abcdef', files: { 'config.json': 'a' } },
    seconds: 1,
    at: '2026-01-01T00:00:01.000Z',
  },
  { key: 'iterations/1/weigh', result: { dropped: {} }, seconds: 0.5, at: '2026-01-01T00:00:02.000Z' },
  { key: 'iterations/1/train', result: { id: 'fedcba9876543210' }, seconds: 2, at: '2026-01-01T00:00:03.000Z' },
  { key: 'iterations/1/train', result: null, seconds: 0, at: '2026-01-01T00:00:04.000Z', forgotten: true },
].map((entry) => ({ ...entry, version: 1 }));
const LINEAGE = [
  { id: '0123456789abcdef', role: 'base', parent: null, iteration: 0, promoted: true, verdict: 'promote' },
];

function lines(values: readonly unknown[]): Buffer {
  return Buffer.from(values.map((value) => `${JSON.stringify(value)}\n`).join(''));
}

/** Bytes of lines, or the values of some of them. */
function changed(stream: Random, values: readonly unknown[]): Buffer {
  if (stream.below(2) === 0) return mutated(lines(values), stream);
  return lines(values.map((value) => (stream.below(3) === 0 ? mutatedTree(value, stream) : value)));
}

export const journals: Surface = {
  name: 'journal',
  open: async (folder) => {
    const file = join(folder, 'journal.jsonl');
    const lineage = join(folder, 'lineage.json');
    return {
      input: (stream) => ({
        files: {
          'journal.jsonl': changed(stream, ENTRIES),
          'lineage.json': Buffer.from(JSON.stringify(mutatedTree(LINEAGE, stream))),
        },
        value: stream.below(2),
      }),
      attempt: async ({ files, value }) => {
        writeFileSync(file, files['journal.jsonl'] ?? '');
        rmSync(lineage, { force: true });
        if (value === 1) writeFileSync(lineage, files['lineage.json'] ?? '');
        const journal = await openJournal(file);
        await journal.record('evaluate', { a: 1 }, 1);
        await journal.close();
        const again = await readJournal(file);
        if (again.find('evaluate') === undefined) throw new Error('what was recorded is lost');
        if (!Number.isFinite(again.seconds()) && again.seconds() !== journal.seconds())
          throw new Error('other seconds');
        await incumbentOf(runDirectory(folder), again);
        return 'opened';
      },
    };
  },
};

const RUN: Readonly<Record<string, Buffer>> = {
  'config.resolved.yaml': Buffer.from('name: tiny\nseed: 3\nenvironments:\n  - name: textcraft\n'),
  'journal.jsonl': lines(ENTRIES),
  'lineage.json': Buffer.from(JSON.stringify(LINEAGE)),
  'summary.json': Buffer.from(JSON.stringify({ status: 'completed', iterations: [], promoted: 'a' })),
  'progress.json': Buffer.from(JSON.stringify({ title: 'explore', at: '2026-01-01T00:00:00.000Z', done: 1, total: 2 })),
  'run.lock': Buffer.from(JSON.stringify({ pid: 999_999_999, host: 'a', started: 1 })),
  'iterations/0001/metrics.json': Buffer.from(JSON.stringify({ dev: { all: {} }, promoted: true })),
  'iterations/0001/data-card.json': Buffer.from('{"entered": 3}'),
  'iterations/0001/losses.jsonl': lines([
    { step: 1, loss: 2 },
    { step: 2, loss: 1 },
  ]),
};

/** Readers never throw: whatever is wrong is one of the faults that they name. */
export const runReaders: Surface = {
  name: 'run directory',
  open: async (folder) => ({
    input: (stream) => {
      const name = stream.pick(Object.keys(RUN));
      const whole = RUN[name] ?? Buffer.alloc(0);
      const one = name.endsWith('.json') && stream.below(2) === 0;
      const bytes = one
        ? Buffer.from(JSON.stringify(mutatedTree(JSON.parse(String(whole)), stream)))
        : mutated(whole, stream);
      return { files: { ...RUN, [name]: name === 'journal.jsonl' ? changed(stream, ENTRIES) : bytes } };
    },
    attempt: async ({ files }) => {
      for (const [name, bytes] of Object.entries(files)) {
        mkdirSync(dirname(join(folder, name)), { recursive: true });
        writeFileSync(join(folder, name), bytes);
      }
      const { faults } = await readRun(folder).catch((error: unknown) => {
        throw new Error('a reader threw', { cause: error });
      });
      return faults.length > 0 ? 'faults named' : 'read';
    },
  }),
};

function shared(value: number): Float32Array<SharedArrayBuffer> {
  return new Float32Array(new SharedArrayBuffer(256)).fill(value);
}

function vectors(fill: number) {
  return { parameters: shared(fill), first: shared(fill / 2), second: shared(fill / 4) };
}

export const trainingStates: Surface = {
  name: 'training state',
  open: async (folder) => {
    const file = join(folder, 'state.safetensors');
    const totals = { step: 3, tokens: 10, lossTokens: 5, last: { loss: 1, steps: 1 } };
    await writeState(file, { of: 'a', totals, note: { loss: 1, steps: 1 }, vectors: vectors(1) }, () => {});
    const whole = readFileSync(file);
    const foreign = encodeSafetensors(new Map([['a', { shape: [2], data: new Float32Array(2) }]]));
    return {
      input: (stream) => ({
        files: { 'state.safetensors': mutated(stream.below(10) === 0 ? foreign : whole, stream) },
      }),
      attempt: async ({ files }) => {
        const bytes = files['state.safetensors'] ?? Buffer.alloc(0);
        writeFileSync(file, bytes);
        const into = vectors(0);
        const found = await readState(file, { of: 'a', vectors: into });
        // What is taken is what was written, to the last bit.
        if (found.kind === 'state' && !bytes.equals(whole)) throw new Error('a damaged state was taken');
        return found.kind;
      },
    };
  },
};
