/** States are drawn by playing a trajectory again, in environments that can draw them. */
import { describe, expect, it } from 'vitest';
import { EnvironmentSchema } from '../../../src/config/stages/environment.ts';
import { formatOf } from '../../../src/environments/action-formats/format.ts';
import { createEnvironment } from '../../../src/environments/catalog.ts';
import type { Environment, Task } from '../../../src/environments/contract.ts';
import { defineEnvironment } from '../../../src/environments/define.ts';
import { element, picture, refusalOf, text } from '../../../src/environments/svg.ts';
import { rollout } from '../../../src/explore/rollout.ts';
import { createExpertPolicy } from '../../../src/policies/scripted.ts';
import type { Trajectory } from '../../../src/trajectories/trajectory.ts';
import { picturesOf } from '../../../src/viewer/replay/pictures.ts';
import { type World, worldsOf } from '../../../src/viewer/replay/worlds.ts';
import { fixture } from '../../support/command-line.ts';

async function played(environment: Environment): Promise<Trajectory> {
  return rollout({
    environment,
    task: environment.tasks('dev')[0] as Task,
    policy: createExpertPolicy(),
    sample: 0,
    seed: 7,
    temperature: 0,
    maxTokens: 100,
    maxRounds: environment.maxRounds,
    format: 'react',
  });
}

function worldOf(environment: Environment, numbered = false): World {
  const format = formatOf(environment, 'react');
  return { environment, format, formatName: 'react', why: undefined, numbered, pictures: () => Promise.resolve(true) };
}

describe.each([
  { kind: 'babyai', levels: [8] },
  { kind: 'textcraft', depths: [2] },
  { kind: 'maze' },
  { kind: 'household', types: ['light'] },
  { kind: 'household', types: ['heat'] },
  { kind: 'sheet', levels: ['hard'] },
  { kind: 'wordle' },
])('$kind', (settings) => {
  it('draws every state of what its expert does, in markup that may be shown', async () => {
    const environment = await createEnvironment(EnvironmentSchema.parse({ name: settings.kind, ...settings }));
    const trajectory = await played(environment);
    const { pictures, why, parted } = await picturesOf(trajectory, worldOf(environment, true));
    expect([why, parted]).toEqual([undefined, undefined]);
    expect(pictures).toHaveLength(trajectory.rounds + 1);
    expect(pictures.map((one) => refusalOf(one))).toEqual(pictures.map(() => undefined));
    expect(new Set(pictures).size, 'what was done is seen').toBeGreaterThan(1);
    expect(pictures.every((one) => one?.includes('<title>'))).toBe(true);
  });
});

/** What the pictures of an expert's episode say in words. */
async function titlesOf(entry: object): Promise<string[]> {
  const environment = await createEnvironment(EnvironmentSchema.parse(entry));
  const { pictures } = await picturesOf(await played(environment), worldOf(environment));
  return pictures.map((one) => /<title>(.*)<\/title>/u.exec(one ?? '')?.[1] ?? '');
}

describe('what is drawn', () => {
  it('of a room is where one stands and what is carried', async () => {
    const titles = await titlesOf({ name: 'household', kind: 'household', types: ['heat'] });
    expect(titles[0]).toMatch(/^A kitchen\. Goal: put a hot \w+ .+\. In the middle of the room\. Carries nothing\.$/u);
    expect(titles.some((title) => /At microwave 1\. Carries hot \w+ \d\.$/u.test(title))).toBe(true);
    expect(titles.at(-1)).toMatch(/Carries nothing\.$/u);
  });

  it('of a workbook is how much of the goal is done', async () => {
    const titles = await titlesOf({ name: 'sheet', kind: 'sheet', levels: ['hard'] });
    const [, of] = /^No sheet is open\. 0 of (\d+) changes made\. Goal: /u.exec(titles[0] ?? '') ?? [];
    expect(titles.at(-1)).toContain(`${of} of ${of} changes made.`);
  });
});

/** Counts up to 3; `draw` is what it makes of its count. */
function drawing(draw: (count: number) => string | undefined, observe = (count: number) => `The count is ${count}.`) {
  return defineEnvironment({
    name: 'drawn',
    maxRounds: 5,
    tasks: { dev: 1 },
    instructions: 'Count.',
    reset: () => ({ state: 0, observation: observe(0) }),
    step: (count: number, action) => {
      const state = action === 'up' ? count + 1 : count;
      return { state, observation: observe(state), reward: state === 3 ? 1 : 0, done: state === 3 };
    },
    expert: () => ({ thought: 'On.', action: 'up' }),
    picture: draw,
  });
}

const shown = (count: number): string =>
  picture({ width: 9, height: 9 }, String(count), text(`<b>${count}</b>`, { x: 1 }), element('rect', { width: count }));

describe('an environment of one’s own', () => {
  it('draws its states, one for each round, a turn without an action among them', async () => {
    const environment = drawing(shown);
    const trajectory = await played(environment);
    expect((await picturesOf(trajectory, worldOf(environment))).pictures).toEqual([0, 1, 2, 3].map(shown));
    const [first, second, ...rest] = trajectory.messages;
    if (first === undefined || second === undefined) throw new Error('It has no turn.');
    const wrong = [first, { ...second, content: 'Up!' }, { ...first, content: 'No action.' }, second, ...rest];
    const { pictures } = await picturesOf({ ...trajectory, messages: wrong }, worldOf(environment));
    expect(pictures).toEqual([0, 0, 1, 2, 3].map(shown));
  });

  it('may draw nothing of a state', async () => {
    const environment = drawing((count) => (count === 1 ? undefined : shown(count)));
    const { pictures } = await picturesOf(await played(environment), worldOf(environment));
    expect(pictures.map((one) => one === null)).toEqual([false, true, false, false]);
  });

  it('that has changed since is drawn as it is now, and that is said', async () => {
    const trajectory = await played(drawing(shown));
    const changed = drawing(shown, (count) => (count < 2 ? `The count is ${count}.` : 'Many.'));
    expect((await picturesOf(trajectory, worldOf(changed))).parted).toBe(2);
  });

  it.each([
    ['markup that could run', () => '<svg x="1"><script>alert(1)</script></svg>'],
    ['a fault', () => JSON.parse('{') as string],
    ['no text', () => 7 as unknown as string],
  ])('that draws %s is not shown', async (_, draw) => {
    const trajectory = await played(drawing(shown));
    const { pictures, why } = await picturesOf(trajectory, worldOf(drawing(draw)));
    expect(pictures).toEqual([]);
    expect(why).toEqual(expect.any(String));
  });

  it('without the task says so', async () => {
    const environment = drawing(shown);
    const trajectory = { ...(await played(environment)), itemId: 'elsewhere' };
    expect((await picturesOf(trajectory, worldOf(environment))).why).toContain('no task');
  });
});

describe('the environments of a run', () => {
  const config = {
    environments: [
      { name: 'own', kind: 'custom', file: fixture('counting-environment.js') },
      { name: 'textcraft', kind: 'textcraft', depths: [1], tasks: { train: 60 } },
      { name: 'broken', kind: 'textcraft', depths: [99] },
      'none',
    ],
  };

  it('are code that runs where it is built in, and a custom one’s only with leave', async () => {
    const careful = worldsOf(config, { custom: false });
    expect(await careful.of('own')).toMatchObject({ environment: undefined, format: undefined });
    expect(await (await careful.of('textcraft')).pictures()).toBe(true);
    const trusting = worldsOf(config, { custom: true });
    expect((await trusting.of('own')).environment?.name).toBe('own');
  });

  it('that cannot be made are said', async () => {
    const worlds = worldsOf(config, { custom: false });
    expect((await worlds.of('broken')).why).toEqual(expect.any(String));
    expect((await worlds.of('never')).why).toEqual(expect.any(String));
    expect((await worldsOf({}, { custom: true }).of('own')).why).toEqual(expect.any(String));
  });
});
