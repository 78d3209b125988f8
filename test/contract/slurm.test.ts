/**
 * The slurm launcher on a real Slurm: the one that SLURM_CONF names, e.g. of scripts/slurm-test-host.sh. Without one, or
 * without what the script needs in Python, this is skipped.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Job, JobEvent } from '../../src/train/launchers/contract.ts';
import { slurmLauncher } from '../../src/train/launchers/slurm.ts';
import { scratchDirectory } from '../support/scratch.ts';
import { FAST_PACE, proveFoundAgain } from '../support/train-elsewhere.ts';
import { hasTrl, python } from '../support/trl.ts';

const hasSlurm = process.env['SLURM_CONF'] !== undefined && spawnSync('sinfo', ['--noheader']).status === 0;
const root = scratchDirectory('slurm');
const launcher = slurmLauncher({ args: ['--ntasks=1'] }, { pace: FAST_PACE });

const SAY = `const { appendFileSync, existsSync } = require('node:fs');
const say = (event) => appendFileSync('events.jsonl', JSON.stringify(event) + '\\n');`;

/** A job whose interpreter is Node: what a launcher promises does not depend on what is run. */
function job(name: string, body: string): Job {
  const directory = join(root, `100% ${name}'s`);
  mkdirSync(directory);
  const script = join(root, `${name}.cjs`);
  writeFileSync(script, `${SAY}\n${body}`);
  return { name: `agentgym-test-${process.pid}-${name}`, directory, python: process.execPath, script };
}

describe.skipIf(!hasSlurm)(
  `slurm (${hasSlurm ? 'SLURM_CONF' : 'skipped: SLURM_CONF names no Slurm that answers'})`,
  () => {
    test('a job is found by its name alone, followed to its end, and remembered', async () => {
      const one = job(
        'short',
        `require('node:fs').writeFileSync('worker.json', '{}'); say({ type: 'step', step: 1 }); console.log('words'); process.exit(3);`,
      );
      expect(await launcher.find(one, undefined)).toEqual({ state: 'unknown' });
      const id = await launcher.submit(one);
      const events: JobEvent[] = [];
      const ended = await launcher.follow(one, undefined, { on: (event) => void events.push(event) });
      expect(events).toMatchObject([{ type: 'step', step: 1 }]);
      expect(ended).toEqual({ state: 'ended', exit: 3 });
      expect(await launcher.find(one, undefined)).toEqual(await launcher.find(one, id));
      expect(readFileSync(join(one.directory, 'log.txt'), 'utf8')).toBe('words\n');
    });

    test('a job that works is asked to stop; one that waits is cancelled', async () => {
      const obedient = `say({ type: 'started' });
setInterval(() => { if (existsSync('stop')) { say({ type: 'stopped' }); process.exit(0); } }, 20);`;
      const one = job('obedient', obedient);
      const id = await launcher.submit(one);
      const events: JobEvent[] = [];
      const controller = new AbortController();
      const on = (event: JobEvent): void => {
        events.push(event);
        controller.abort();
      };
      await expect(launcher.follow(one, id, { on, signal: controller.signal })).rejects.toThrow('Interrupted');
      await launcher.stop(one, id);
      expect(await launcher.find(one, id)).toEqual({ state: 'ended', exit: 0 });

      const held = slurmLauncher({ args: ['--hold'] }, { pace: FAST_PACE });
      const waiting = job('waiting', obedient);
      const its = await held.submit(waiting);
      expect(await held.find(waiting, undefined)).toEqual({ state: 'waiting' });
      await held.stop(waiting, undefined);
      expect(await held.find(waiting, its)).toMatchObject({ state: 'ended', exit: null, detail: 'it was cancelled' });
    });

    test('a job that Slurm queues again is the same job', { timeout: 400_000 }, async () => {
      const once = job(
        'requeued',
        `say({ type: 'started' }); if (existsSync('again')) process.exit(0); setInterval(() => {}, 1000);`,
      );
      const id = await launcher.submit(once);
      let begun = 0;
      const on = (): void => {
        begun++;
        if (begun > 1) return;
        writeFileSync(join(once.directory, 'again'), '');
        execFileSync('scontrol', ['requeue', id]);
      };
      // Slurm holds it back for as long as its credentials live: two minutes, where nothing else is set.
      const ended = await launcher.follow(once, id, { on });
      expect(begun).toBe(2);
      expect(ended.exit).toBe(0);
    });

    test('what Slurm refuses, and what never began, is said', async () => {
      const refused = slurmLauncher({ partition: 'no-such-partition' });
      await expect(refused.submit(job('refused', ''))).rejects.toMatchObject({
        code: 'E_TRAIN_JOB',
        message: expect.stringMatching(/sbatch failed.*partition/iu) as string,
      });
      const blind = slurmLauncher({ python: join(root, 'no-python') }, { pace: FAST_PACE });
      const one = job('blind', '');
      const id = await blind.submit(one);
      expect(await blind.follow(one, id, { on: () => {} })).toMatchObject({
        exit: null,
        detail: expect.stringContaining('before it began') as string,
      });
    });

    test.skipIf(!hasTrl)(
      `training in ${python} is found again after the orchestrator was killed, and goes on`,
      { timeout: 1_800_000 },
      async () => {
        await proveFoundAgain({ root: join(root, 'training'), launcher: { kind: 'slurm' } }, async ({ id }) => {
          execFileSync('scancel', ['--signal=KILL', '--full', id as string]);
        });
      },
    );
  },
);
