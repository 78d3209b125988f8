/** The leak check of a run, on environments as configs make them. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { collect } from '../../../src/collect.ts';
import { loadConfig, parseConfig } from '../../../src/config/load.ts';
import { BUILTIN } from '../../../src/environments/builtin.ts';
import type { Environment, Split } from '../../../src/environments/contract.ts';
import { evolve } from '../../../src/evolve.ts';
import { openEnvironments } from '../../../src/open-environments.ts';
import type { Policy } from '../../../src/policies/contract.ts';
import { createExpertPolicy } from '../../../src/policies/scripted.ts';
import { runDirectory } from '../../../src/runs/directory.ts';
import { watchLeaks } from '../../../src/stages/leaks.ts';
import { openStore } from '../../../src/trajectories/store.ts';
import type { Trajectory } from '../../../src/trajectories/trajectory.ts';
import { act, createAnsweringPolicy } from '../../support/answering-policy.ts';
import { fixture } from '../../support/command-line.ts';
import { scratchDirectory } from '../../support/scratch.ts';
import { serving } from '../../support/serving.ts';
import { makeTrajectory } from '../../support/trajectories.ts';

const root = scratchDirectory('leaks');

/** A watch over a run of these environments, and what it says. */
async function watching(environments: object[], data: object = {}) {
  const config = parseConfig({ name: 'leaks', environments, data }) as Parameters<typeof watchLeaks>[0]['config'];
  const opened = await openEnvironments(config.environments);
  const warnings: string[] = [];
  const on: Parameters<typeof watchLeaks>[0]['on'] = (event) => {
    if (event.type === 'warning') warnings.push(event.message);
  };
  const watch = watchLeaks({ config, environments: opened, signal: undefined, on });
  const learn = async (iteration: number, rows: readonly Trajectory[]): Promise<void> => {
    const hear = await watch.learner(iteration);
    for (const row of rows) hear(row);
    watch.conclude();
  };
  return { watch: { ...watch, learn }, environments: opened, warnings };
}

/** What the expert makes of the first tasks of a split, or who can play without one. */
function played(
  environment: Environment | undefined,
  split: Split,
  limit: number,
  policy: Policy = createExpertPolicy(),
): Promise<Trajectory[]> {
  if (environment === undefined) throw new Error('no environment');
  const how = { samples: 1, seed: 1, temperature: 0, maxTokens: 1, failureShare: 0 };
  return collect({ ...how, environments: [environment], policy, split, limit });
}

/** As another program would write it: without what this one knows of the task. */
function foreign(row: Trajectory, itemId: string): Trajectory {
  return { ...row, itemId, policy: 'unknown', fingerprint: 'x', fingerprintOf: 'opening', source: 'rows.jsonl' };
}

describe('what is learned from', () => {
  it('is no task of dev or eval in any environment that is built in', async () => {
    const tasks = { train: 30, dev: 30, eval: 30 };
    // Making all levels of babyai takes seconds; the original's mazes are in no sample.
    const own: Record<string, object> = { babyai: { levels: [1, 2, 3], tasks }, maze: {} };
    const entries = BUILTIN.map(({ name }) => ({ name, ...(own[name] ?? { tasks }) }));
    const { watch, environments, warnings } = await watching(entries);
    expect(environments).toHaveLength(14);
    for (const environment of environments) {
      const session = await environment.open();
      const rows: Trajectory[] = [];
      for (const task of environment.tasks('train')) {
        const { fingerprint } = await session.reset(task, 1);
        rows.push(makeTrajectory(task.index, { ...task, environment: environment.name, fingerprint }));
      }
      await watch.learn(0, rows);
      await session.close();
    }
    expect(warnings).toEqual([]);
  }, 120_000);

  it('stops the run where it is, by the initial state, whatever the entry and the id are called', async () => {
    const crafts = [{ name: 'craft', kind: 'textcraft', tasks: { train: 5, dev: 6, eval: 5 } }];
    const { watch, environments } = await watching(crafts, { demonstrations: [join(root, 'rows.jsonl')] });
    const [held, own] = [await played(environments[0], 'dev', 6), await played(environments[0], 'train', 2)];
    expect(held[0]?.source).toMatch(/^agentgym@\d/u);
    await watch.learn(0, own);
    const rows = held.map((row) => ({ ...row, environment: 'textcraft', itemId: `copy_${row.itemId}` }));
    const [first, , , , fifth] = held.map(({ itemId }) => `${itemId} (there copy_${itemId})`);
    await expect(watch.learn(1, [...own, ...rows])).rejects.toMatchObject({
      code: 'E_DATA_LEAK',
      message: expect.stringMatching(
        /\n {2}craft: tasks of dev in the exploration: 6, by the same initial state: .* and 1 more$/u,
      ) as string,
      hint: expect.stringContaining(`Demonstrations are read from ${join(root, 'rows.jsonl')}.`) as string,
    });
    await expect(watch.learn(2, [])).rejects.toThrow(first);
    await expect(watch.learn(2, [])).rejects.toThrow(fifth);
  });

  it('of other programs is no task of ours for its id; that it begins alike is said, with a count', async () => {
    const { watch, environments, warnings } = await watching([{ name: 'textcraft', tasks: { dev: 6, eval: 5 } }]);
    const [held, own] = [await played(environments[0], 'dev', 3), await played(environments[0], 'train', 3)];
    await watch.learn(
      0,
      own.map((row, i) => foreign(row, held[i]?.itemId ?? '')),
    );
    expect(warnings).toEqual([]);
    await watch.learn(
      0,
      held.map((row) => foreign(row, 'textcraft_1')),
    );
    expect(warnings).toEqual([
      'rows.jsonl: 3 of textcraft begin as tasks of dev or eval do; if they are the same tasks, results on those say less',
    ]);
  });

  it('is held against a server by id and source, and by how tasks begin once they are played', async () => {
    const [textcraft] = (await watching([{ name: 'textcraft' }])).environments as [Environment];
    const server = await serving([{ environment: textcraft }]);
    const ids = (split: Split) => textcraft.tasks(split).slice(0, 3);
    const indices = (split: Split) => ({ ids: ids(split).map(({ index }) => index) });
    const tasks = { train: indices('train'), dev: indices('dev') };
    const entry = { name: 'textcraft', kind: 'agentgym', url: server.url };
    const { watch, environments, warnings } = await watching([{ ...entry, rounds: 2, tasks }]);
    const policy = createAnsweringPolicy(() => act('inventory'));
    const of = (split: Split) => played(environments[0], split, 3, policy);
    const [own, held] = [await of('train'), await of('dev')];
    expect(own[0]).toMatchObject({
      source: expect.stringMatching(/^server@[0-9a-f]{12}$/u) as string,
      fingerprintOf: 'opening',
    });
    const rows = held.map((row) => foreign(row, 'textcraft_1'));
    await watch.learn(0, [...own, ...rows]);
    expect(warnings).toEqual([]);
    const file = join(root, 'server-dev.jsonl');
    const store = await openStore(file);
    for (const row of held) await store.append(row);
    await store.close();
    await watch.judge(file);
    await watch.judge(file);
    expect(warnings).toEqual([expect.stringMatching(/^rows\.jsonl: 3 of textcraft begin as tasks of dev or eval do/u)]);
    await expect(watch.learn(1, held)).rejects.toThrow(/tasks of dev in .*: 3, by the same id of the same source/u);
  });

  it('is found in a custom environment that knows its states, once its tasks are played', async () => {
    const file = join(root, 'stated.mjs');
    const define = JSON.stringify(join(import.meta.dirname, '../../../dist/environments/define.js'));
    writeFileSync(
      file,
      `import { defineEnvironment } from ${define};
       export default defineEnvironment({
         name: 'stated', maxRounds: 2, instructions: 'Go.',
         tasks: { train: 3, dev: 3, eval: 0 },
         reset: ({ index }) => ({ state: {}, observation: 'Go on.', fingerprint: 'world ' + (index % 4) }),
         step: () => ({ observation: 'Done.', reward: 1, done: true }),
         expert: () => ({ thought: 'go', action: 'go' }),
       });`,
    );
    const { watch, environments, warnings } = await watching([{ name: 'stated', kind: 'custom', file }]);
    const [own, held] = [await played(environments[0], 'train', 3), await played(environments[0], 'dev', 3)];
    await watch.learn(1, own);
    const store = await openStore(join(root, 'stated-dev.jsonl'));
    for (const row of held) await store.append(row);
    await store.close();
    // Its tasks 4 and 5 are tasks 0 and 1 over again.
    await expect(watch.judge(join(root, 'stated-dev.jsonl'))).rejects.toThrow(
      'stated: tasks of dev in the exploration: 2, by the same initial state: stated_4 (there stated_0), stated_5 (there stated_1)',
    );
    expect(warnings).toEqual([]);
  });
});

describe('a run', () => {
  it('with such demonstrations stops before it trains, and again when it is resumed', async () => {
    const { config } = await loadConfig(fixture('tiny.yaml'), { set: ['policy.model.warmStart.steps=0'] });
    const [echo] = (await openEnvironments(config.environments)) as [Environment];
    const demonstrations = join(root, 'held.jsonl');
    const store = await openStore(demonstrations);
    for (const row of await played(echo, 'eval', 2)) await store.append(row);
    await store.close();
    const directory = join(root, 'run');
    const { expert: _, ...rest } = config.demonstrations;
    const leaky = { ...config, demonstrations: rest, data: { ...config.data, demonstrations: [demonstrations] } };
    for (const attempt of [1, 2]) {
      await expect(evolve({ config: leaky, directory }), `attempt ${attempt}`).rejects.toMatchObject({
        code: 'E_DATA_LEAK',
        message: expect.stringContaining('echo: tasks of eval in the demonstrations: 2, by the same id') as string,
      });
    }
    const files = runDirectory(directory);
    expect(readFileSync(files.journal, 'utf8')).not.toContain('"clone"');
    expect(existsSync(files.iteration(0).examples)).toBe(false);
  });
});
