import { expect, it } from 'vitest';
import { loadConfig } from '../../../src/config/load.ts';
import { requireEvolvable } from '../../../src/evolvable.ts';
import { evolve } from '../../../src/evolve.ts';
import { openEnvironments } from '../../../src/open-environments.ts';
import type { RunEvent } from '../../../src/report/events.ts';
import { agendaOf } from '../../../src/stages/agenda.ts';
import { fixture } from '../../support/command-line.ts';
import { scratchDirectory } from '../../support/scratch.ts';

const directory = scratchDirectory('agenda');

it('is what a run comes to, in its order, and with the amounts that the stages then say', async () => {
  const set = ['clone.steps=2', 'train.steps=3', 'explore.samples=2', 'iterations=1'];
  const { config } = await loadConfig(fixture('tiny.yaml'), { set });
  const events: RunEvent[] = [];
  await evolve({ config, directory, on: (event) => void events.push(event) });
  const [started] = events;
  const agenda = started?.type === 'run-started' ? started.agenda : [];
  const begun = events.flatMap((event) => (event.type === 'stage-started' ? [event.title] : []));
  expect(agenda.map(({ title }) => title)).toEqual(begun);
  for (const { title, amount } of agenda) {
    const last = events.findLast((event) => event.type === 'progress' && event.title === title);
    if (last?.type === 'progress') expect([title, last.total, last.done]).toEqual([title, amount, amount]);
  }
  const said = events.findLast((event) => event.type === 'progress' && event.stage === 'explore');
  expect(said).toMatchObject({ iteration: 1, low: expect.any(Number) as number, used: { limits: {} } });
});

it('has no training of a control that is the baseline, nor one without steps', async () => {
  const titlesWith = async (...set: string[]): Promise<string[]> => {
    const { config } = await loadConfig(fixture('tiny.yaml'), { set });
    return agendaOf(requireEvolvable(config), await openEnvironments(config.environments)).map(({ title }) => title);
  };
  const titles = await titlesWith('train.steps=30', 'iterations=0');
  expect(titles.slice(-3)).toEqual(['promoted on eval', 'baseline on eval', 'control on eval']);
  expect(titles).toContain('clone');
  expect(await titlesWith('clone.steps=0')).not.toContain('clone');
});
