/**
 * A whole iteration with PyTorch over HTTP: a small checkpoint of the in-process model is served by `transformers serve`, explored
 * through the endpoint policy, trained by the trl trainer, served again, attested and evaluated; then `eval --run` serves it
 * once more. Without the packages for that, this is skipped.
 */
import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Summary } from '../../src/runs/summary.ts';
import type { Trajectory } from '../../src/trajectories/trajectory.ts';
import { fixture, lastLine, start } from '../support/command-line.ts';
import { freePort } from '../support/ports.ts';
import { scratchDirectory } from '../support/scratch.ts';

const python = process.env['AGENTGYM_PYTHON'] ?? 'python3';
const NEEDED = ['torch', 'transformers', 'trl', 'peft', 'accelerate', 'fastapi', 'uvicorn', 'openai'];
const LOOK = `import importlib.util as u; print(*(n for n in ${JSON.stringify(NEEDED)} if u.find_spec(n) is None))`;
const looked = spawnSync(python, ['-c', LOOK], { encoding: 'utf8' });
const lacking = looked.status === 0 ? looked.stdout.trim() : 'Python';

const root = scratchDirectory('evolve-pytorch');
const environments = [{ name: 'echo', kind: 'custom', file: fixture('echo-environment.js') }];

function write(name: string, config: object): string {
  const file = join(root, `${name}.yaml`);
  writeFileSync(file, JSON.stringify({ name, seed: 3, environments, control: false, ...config }));
  return file;
}

async function evolved(file: string, directory: string): Promise<Summary> {
  const { status, stdout, stderr } = await start(root, ['evolve', '--config', file, '--run-dir', directory]).end;
  expect(status, stdout + stderr).toBe(0);
  const summary = JSON.parse(readFileSync(join(root, directory, 'summary.json'), 'utf8')) as Summary;
  expect(summary.status).toBe('completed');
  return summary;
}

/** Half-taught in process: it solves some tasks, now and then. */
async function base(): Promise<string> {
  const config = write('base', {
    policy: {
      model: { hidden: 32, layers: 2, heads: 2, intermediate: 32, context: 256, warmStart: { steps: 0 } },
      threads: 1,
    },
    demonstrations: { expert: 6 },
    clone: { steps: 12 },
    iterations: 0,
    train: { learningRate: 0.01, batchTokens: 512, threads: 1 },
    evaluate: { maxTokens: 12 },
  });
  const { promoted } = await evolved(config, 'base');
  return `./base/checkpoints/${promoted?.checkpoint}`;
}

interface Switch {
  checkpoint: string;
  verdict: string;
  attestations: { measure: string; probes: number; toExpected: number | null; toPrevious: number | null }[];
}

/** What the journal says of servers that were switched, in order. */
function switchesOf(directory: string): Switch[] {
  const lines = readFileSync(join(root, directory, 'journal.jsonl'), 'utf8')
    .trimEnd()
    .split('\n');
  const entries = lines.map((line) => JSON.parse(line) as { key: string; result: Switch });
  return entries.filter(({ key }) => key === 'serving').map(({ result }) => result);
}

describe.skipIf(lacking !== '')(
  `PyTorch over HTTP (${lacking === '' ? python : `skipped: ${python} lacks ${lacking}`})`,
  () => {
    test('an iteration: served, explored, trained, served again, attested, evaluated', {
      timeout: 1_800_000,
    }, async () => {
      const config = write('run', {
        policy: { kind: 'endpoint', url: `http://127.0.0.1:${await freePort()}/v1`, model: 'tiny', base: await base() },
        serving: {
          kind: 'command',
          command: [
            python,
            '-m',
            'transformers.cli.transformers',
            'serve',
            '{checkpoint}',
            '--host',
            '127.0.0.1',
            '--port',
            '{port}',
          ],
          // The server knows a model by the name that it was started with.
          servedAs: '{checkpoint}',
          env: { HF_HUB_OFFLINE: '1', OMP_NUM_THREADS: '1' },
        },
        demonstrations: { expert: 12 },
        clone: { steps: 0 },
        iterations: 1,
        promotion: { gate: 'better' },
        explore: { samples: 2, maxTokens: 12, temperature: 1 },
        train: {
          kind: 'trl',
          python,
          steps: 40,
          learningRate: 0.01,
          batchTokens: 512,
          shards: 1,
          weightDecay: 0,
          precision: 'fp32',
          gradientCheckpointing: false,
        },
        evaluate: { maxTokens: 12 },
      });
      const { iterations, promoted, final, usage } = await evolved(config, 'run');

      const explored = readFileSync(join(root, 'run/iterations/0001/trajectories.jsonl'), 'utf8').trimEnd().split('\n');
      const rollouts = explored.map((line) => JSON.parse(line) as Trajectory);
      expect(rollouts).toHaveLength(24);
      const outcomes = new Set(rollouts.map(({ outcome }) => outcome));
      expect(outcomes).toContain('success');
      expect(outcomes).not.toContain('policy_error');
      expect(usage?.completion).toBeGreaterThan(0);

      const [iteration] = iterations;
      expect(iteration?.loss).toBeGreaterThan(0);
      expect(promoted?.iteration).toBe(1);
      const [first, second, third] = switchesOf('run');
      expect(first?.verdict).toBe('unproven');
      expect(second).toMatchObject({
        checkpoint: promoted?.checkpoint,
        verdict: 'proven',
        attestations: [{ measure: 'text', probes: 4, toExpected: 0 }],
      });
      expect(third).toMatchObject({ checkpoint: first?.checkpoint, verdict: 'proven' });
      const { success } = final?.promoted['echo'] ?? { success: 0 };
      expect(success).toBeGreaterThan(final?.baseline['echo']?.success ?? 1);

      const again = await start(root, ['eval', '--run', 'run', '--json']).end;
      expect(again.status, again.stderr).toBe(0);
      expect(again.stderr).toMatch(/serving [0-9a-f]{16} as .*: proven/u);
      expect(lastLine(again.stdout)).toMatchObject({ environments: { echo: { success } } });
    });
  },
);
