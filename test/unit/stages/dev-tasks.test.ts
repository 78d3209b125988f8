import { describe, expect, it } from 'vitest';
import { parseConfig } from '../../../src/config/load.ts';
import type { Config } from '../../../src/config/schema.ts';
import { openEnvironments } from '../../../src/open-environments.ts';
import { checkDevTasks, devTasks, fractionOf, withFreshTasks } from '../../../src/stages/dev-tasks.ts';
import { fixture } from '../../support/command-line.ts';

/** The echo environment has 12 dev tasks. */
function configOf(dev: number | undefined, promotion: object): Config {
  const tasks = dev === undefined ? {} : { tasks: { dev, train: 2 } };
  const echo = { name: 'echo', kind: 'custom', file: fixture('echo-environment.js'), ...tasks };
  return parseConfig({ name: 'looks', environments: [echo], promotion });
}

async function looks(dev: number | undefined, promotion: object, count = 4) {
  const config = configOf(dev, promotion);
  const environments = await openEnvironments(withFreshTasks(config).environments);
  const numbers = Array.from({ length: count }, (_, i) => i + 1);
  return {
    tasks: numbers.map((look) => environments.map((one) => devTasks(config, one, look).length).join()),
    fractions: numbers.map((look) => fractionOf(config, environments, look)),
    notices: checkDevTasks(config, environments),
    environments,
  };
}

describe('the dev tasks of a look', () => {
  it('are all that the config names, where one look decides', async () => {
    expect(await looks(5, { gate: 'better' })).toMatchObject({
      tasks: ['5', '5', '5', '5'],
      fractions: [1, 1, 1, 1],
      notices: [],
    });
    expect(await looks(undefined, { gate: 'always' }, 1)).toMatchObject({ tasks: ['12'], fractions: [1] });
  });

  it('double from look to look, up to what may be played and what there is', async () => {
    const { tasks, fractions, notices, environments } = await looks(2, { gate: 'significant' });
    expect(tasks).toEqual(['2', '4', '8', '12']);
    expect(fractions).toEqual([2 / 12, 4 / 12, 8 / 12, 1]);
    expect(notices).toEqual([expect.stringContaining('echo: 12 dev tasks at most') as string]);
    expect(environments[0]?.taskCount('train')).toBe(2);
    const capped = await looks(2, { gate: 'significant', maxSamples: 5 });
    expect([capped.tasks, capped.fractions.at(-1)]).toEqual([['2', '4', '5', '5'], 1]);
    expect((await looks(undefined, { gate: 'significant' }, 1)).tasks).toEqual(['12']);
  });

  it('are refused where there are fewer than the config names', async () => {
    await expect(looks(13, { gate: 'significant' })).rejects.toMatchObject({
      code: 'E_CONFIG_INVALID',
      message: 'Environment `echo` has 12 dev tasks, and tasks.dev asks for 13.',
    });
  });
});

describe('the settings of promotion', () => {
  it('are those of significant by default', () => {
    expect(configOf(1, {}).promotion).toEqual({ gate: 'significant', alpha: 0.05, margins: 0.1, maxSamples: 1200 });
  });

  it('refuse margins of environments that are not there, and several rollouts of a task', () => {
    expect(() => configOf(1, { margins: { maze: 0.1 } })).toThrow(/no environment is named `maze`; there are echo/u);
    const echo = { name: 'echo', kind: 'custom', file: fixture('echo-environment.js') };
    const several = { name: 'x', environments: [echo], evaluate: { samples: 2, temperature: 1 } };
    expect(() => parseConfig(several)).toThrow(/counts every task once; .+ or promotion: \{gate: better\}/u);
    expect(() => parseConfig({ ...several, promotion: { gate: 'better' } })).not.toThrow();
  });
});
