import { appendFileSync, existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { loadConfig } from '../../src/config/load.ts';
import { InterruptedError } from '../../src/errors.ts';
import { configOfRun, evolve } from '../../src/evolve.ts';
import type { RunEvent } from '../../src/report/events.ts';
import { runDirectory } from '../../src/runs/directory.ts';
import type { Summary } from '../../src/runs/summary.ts';
import { fixture } from '../support/command-line.ts';
import { scratchDirectory } from '../support/scratch.ts';

const root = scratchDirectory('evolve');
const CHANGES = ['iterations=1', 'control=false', 'clone.steps=2', 'train.steps=2', 'explore.samples=1'];

/** The tiny config, with an environment whose sessions cannot be opened while `broken` exists. */
async function breakable(name: string) {
  const [broken, file] = [join(root, `${name}-broken`), join(root, `${name}.js`)];
  const inner = JSON.stringify(fixture('echo-environment.js'));
  writeFileSync(
    file,
    `import { existsSync } from 'node:fs';
     import echo from ${inner};
     const open = (signal) => {
       if (existsSync(${JSON.stringify(broken)})) throw new Error('no connection');
       return Object.getPrototypeOf(environment).open(signal);
     };
     const environment = Object.assign(Object.create(echo), { open });
     export default environment;`,
  );
  const { config } = await loadConfig(fixture('tiny.yaml'), { set: CHANGES });
  const [entry] = config.environments;
  return { broken, config: { ...config, environments: [{ ...entry, file }] } as typeof config };
}

function summaryIn(directory: string): Summary {
  return JSON.parse(readFileSync(runDirectory(directory).summary, 'utf8')) as Summary;
}

describe('evolve', () => {
  it('gives up where too many rollouts fail, and goes on once the cause is mended', async () => {
    const { broken, config } = await breakable('failing');
    const directory = join(root, 'failing');
    const events: RunEvent[] = [];
    const on = (event: RunEvent): void => {
      if (event.type === 'stage-started' && event.stage === 'explore') writeFileSync(broken, '');
      events.push(event);
    };
    await expect(evolve({ config, directory, on })).rejects.toMatchObject({
      code: 'E_RUN_FAILURES',
      message: expect.stringContaining('no connection') as string,
    });
    expect(summaryIn(directory)).toMatchObject({ status: 'failed', iterations: [] });
    expect(events.at(-1)).toEqual({ type: 'run-finished', summary: summaryIn(directory) });
    expect(existsSync(runDirectory(directory).lock)).toBe(false);

    rmSync(broken);
    const { summary, evolution } = await evolve({ config, directory });
    expect(summary).toEqual(summaryIn(directory));
    expect(summary.status).toBe('completed');
    expect(summary.final).not.toHaveProperty('control');
    // What failed was played again; its errors count nowhere.
    expect(evolution.iterations[0]).toMatchObject({ explored: 12, dev: { total: { n: 12, errors: 0 } } });
    expect(await configOfRun(directory)).toEqual(config);
  });

  it('stops when its signal fires', async () => {
    const { config } = await breakable('stopping');
    const directory = join(root, 'stopping');
    const interruption = new AbortController();
    const on = ({ type }: RunEvent): void => {
      if (type === 'progress') interruption.abort();
    };
    await expect(evolve({ config, directory, signal: interruption.signal, on })).rejects.toThrow(InterruptedError);
    expect(summaryIn(directory).status).toBe('interrupted');
    expect(existsSync(runDirectory(directory).lock)).toBe(false);
  });

  it('lets go of a directory whose journal is damaged, and leaves its files alone', async () => {
    const { config } = await breakable('damaged');
    const directory = join(root, 'damaged');
    const interruption = new AbortController();
    const request = { config, directory, signal: interruption.signal, on: () => interruption.abort() };
    await expect(evolve(request)).rejects.toThrow(InterruptedError);
    const { journal, lock, summary } = runDirectory(directory);
    appendFileSync(journal, 'not JSON\n');
    const before = readFileSync(summary, 'utf8');
    await expect(evolve({ config, directory })).rejects.toMatchObject({ code: 'E_STORE_CORRUPT' });
    expect(existsSync(lock)).toBe(false);
    expect(readFileSync(summary, 'utf8')).toBe(before);
  });
});
