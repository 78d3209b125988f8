import { beforeEach, describe, expect, it } from 'vitest';
import { available } from '../../../../src/environments/builtin/babyai/actions.ts';
import { createBabyai } from '../../../../src/environments/builtin/babyai/environment.ts';
import { nextMove } from '../../../../src/environments/builtin/babyai/expert.ts';
import { Game } from '../../../../src/environments/builtin/babyai/game.ts';
import { generate } from '../../../../src/environments/builtin/babyai/generate.ts';
import { Grid, newThing, type Thing } from '../../../../src/environments/builtin/babyai/grid.ts';
import { BUILT_LEVELS } from '../../../../src/environments/builtin/babyai/tasks.ts';
import { matching, type Mission, orders } from '../../../../src/environments/builtin/babyai/missions.ts';
import { random } from '../../../../src/seeds.ts';

const SEEDS = Array.from({ length: 40 }, (_, seed) => seed);
const THING = String.raw`(an?|the)( (red|green|blue|purple|yellow|grey))? (key|ball|box|door|object)`;
const PLACE = String.raw`( (in front of|behind) you| on your (left|right))?`;
const ORDER = `((go to|open|pick up) ${THING}${PLACE}|put ${THING}${PLACE} next to ${THING}${PLACE})`;
const PART = `${ORDER}( and ${ORDER})?`;

describe('the missions of a level', () => {
  it.each(BUILT_LEVELS)('%i are sentences of the language, and each order can be meant', (level) => {
    for (const seed of SEEDS) {
      const { sentence, mission, grid } = generate(level, seed);
      expect(sentence).toMatch(new RegExp(`^${PART}((, then| after you) ${PART})?$`, 'u'));
      for (const order of orders(mission)) expect(matching(grid, order.target).length).toBeGreaterThan(0);
    }
  });

  it.each([
    [10, /^go to (a|the) \w+ door$/u],
    [14, /^open (a|the) door (on your (left|right)|(in front of|behind) you)$/u],
    [15, /^open the red door, then open the blue door$/u],
    [16, /^open the \w+ door((, then| after you) open the \w+ door)?$/u],
    [19, /^pick up /u],
    [21, /^pick up the \w+ (key|ball|box)$/u],
    [23, /^put the \w+ \w+ next to the \w+ \w+$/u],
    [25, /^open the door$/u],
    [28, /^pick up the box$/u],
    [29, /^pick up the ball$/u],
    [34, /^put the \w+ \w+ next to the \w+ \w+, then put the \w+ \w+ next to the \w+ \w+$/u],
    [37, /next to|go to|open|pick up/u],
  ])('%i are of their form', (level, form) => {
    for (const seed of SEEDS) expect(generate(level, seed).sentence).toMatch(form);
  });

  it('have every way of joining two parts in the boss level', () => {
    const said = SEEDS.map((seed) => generate(39, seed).sentence);
    for (const word of [', then ', ' after you ', ' and ', ' next to ', ' on your ', ' behind you'])
      expect(said.some((sentence) => sentence.includes(word))).toBe(true);
  });

  it('put what they need where BabyAI does', () => {
    expect(generate(23, 0).grid.carried).toBeDefined();
    for (const seed of SEEDS) {
      const boxes = generate(26, seed)
        .grid.things()
        .filter(({ kind }) => kind === 'box');
      const door = generate(26, seed)
        .grid.things()
        .find(({ state }) => state === 'locked');
      expect(boxes.map(({ content }) => content)).toMatchObject([{ kind: 'key', colour: door?.colour }]);
      const blocked = generate(28, seed).grid;
      const lock = blocked.things().find(({ state }) => state === 'locked');
      expect(blocked.at((lock?.x ?? 0) - 1, lock?.y ?? 0)).toMatchObject({ kind: 'ball' });
    }
  });
});

/** A room of 5 by 3 cells; the agent in its middle looks east. */
describe('in a room', () => {
  let grid: Grid;
  beforeEach(() => {
    grid = new Grid(7, 5);
    for (let x = 0; x < 7; x++) for (const y of [0, 4]) grid.put('wall', x, y);
    for (let y = 0; y < 5; y++) for (const x of [0, 6]) grid.put('wall', x, y);
    Object.assign(grid.agent, { x: 3, y: 2, direction: 0 });
  });
  const put = (thing: Thing, x: number, y: number): Thing => {
    grid.put(thing, x, y);
    return thing;
  };
  const play = (mission: Mission): Game => new Game({ grid, mission, sentence: 'go', stepLimit: 60 }, 'compact');
  /** What the expert does until the game is over. */
  const expertly = (game: Game): string[] => {
    const actions: string[] = [];
    while (!game.over && actions.length < 40) {
      const { action } = nextMove(game);
      expect(available(game.memory)).toContain(action);
      actions.push(action);
      game.act(action);
    }
    return actions;
  };

  it('a strict order is lost with the wrong door, and an order that is not strict is not', () => {
    put(newThing('door', 'red'), 6, 2);
    put(newThing('door', 'blue'), 0, 2);
    const first: Mission = { verb: 'open', target: { kind: 'door', colour: 'red' }, strict: true };
    const second: Mission = { verb: 'open', target: { kind: 'door', colour: 'blue' } };
    const game = play({ join: 'then', first, second });
    game.act('turn left');
    game.act('turn left');
    expect(game.act('toggle and go through blue door 1')).toBe('That was the wrong one. The task is over.');
    expect([game.over, game.won, game.reward]).toEqual([true, false, 0]);
  });

  it('the deed that fulfils the first of two strict orders does not break the second', () => {
    put(newThing('door', 'red'), 6, 2);
    put(newThing('door', 'blue'), 0, 2);
    const order = (colour: 'red' | 'blue'): Mission => ({
      verb: 'open',
      target: { kind: 'door', colour },
      strict: true,
    });
    const game = play({ join: 'then', first: order('red'), second: order('blue') });
    game.act('go to red door 1');
    game.act('toggle');
    expect(game.over).toBe(false);
    game.act('toggle');
    expect([game.over, game.won]).toEqual([true, false]);
  });

  it('taking another thing than the strict order says is lost', () => {
    put(newThing('ball', 'red'), 5, 2);
    put(newThing('key', 'red'), 5, 1);
    const game = play({ verb: 'pick up', target: { kind: 'key' }, strict: true });
    game.act('pickup red ball 1');
    expect([game.over, game.won]).toEqual([true, false]);
  });

  it('places are those of the start, and of this room only', () => {
    const left = put(newThing('ball', 'red'), 3, 1);
    put(newThing('ball', 'green'), 3, 3);
    const door = put(newThing('door', 'blue'), 2, 0);
    expect(matching(grid, { place: 'on your left' })).toEqual([door, left]);
    expect(matching(grid, { place: 'behind you' })).toEqual([door]);
    const wide = new Grid(9, 5);
    Object.assign(wide.agent, { x: 1, y: 2, direction: 0 });
    for (let y = 0; y < 5; y++) wide.put('wall', 4, y);
    wide.put(newThing('ball', 'red'), 7, 2);
    expect(matching(wide, { place: 'in front of you' })).toEqual([]);
  });

  it('the expert takes what is in the way and puts it aside', () => {
    // A wall with one gap, in which a box stands, before the ball.
    for (const y of [1, 3]) grid.put('wall', 4, y);
    put(newThing('box', 'grey'), 4, 2);
    put(newThing('ball', 'red'), 5, 2);
    const game = play({ verb: 'pick up', target: { kind: 'ball' } });
    const actions = expertly(game);
    expect(actions).toContain('pickup grey box 1');
    expect(actions.at(-1)).toBe('pickup red ball 1');
    expect(game.won).toBe(true);
  });

  it('the expert looks for the key in the box', () => {
    const box = put(newThing('box', 'green'), 1, 1);
    box.content = newThing('key', 'red');
    put(newThing('door', 'red', 'locked'), 6, 2);
    const game = play({ verb: 'open', target: { kind: 'door' } });
    const actions = expertly(game);
    expect(actions).toContain('go to green box 1');
    expect(actions).toContain('pickup red key 1');
    expect(game.won).toBe(true);
  });

  it('the expert opens anew a door that stands open', () => {
    put(newThing('door', 'red', 'open'), 6, 2);
    const game = play({ verb: 'open', target: { kind: 'door' } });
    expect(expertly(game)).toEqual(['go to red door 1', 'toggle', 'toggle']);
    expect(game.won).toBe(true);
  });
});

describe('random play', () => {
  it('over all levels takes 100,000 steps without an exception, and no reward leaves its range', async () => {
    const environment = createBabyai();
    const session = await environment.open();
    const stream = random(3);
    let steps = 0;
    for (let episode = 0; steps < 100_000; episode++) {
      const [level, seed] = [episode % 40, Math.floor(episode / 40)];
      const index = seed * 40 + level;
      await session.reset({ itemId: `babyai_${index}`, index, split: 'train' }, 0);
      for (let round = 0, done = false; !done && round < 200; round++, steps++) {
        const action = round % 20 === 19 ? 'toggle' : stream.pick(session.actions?.() ?? ['']);
        const result = await session.step(action);
        done = result.done;
        if (result.reward < 0 || result.reward > 1 || (!done && result.reward !== 0))
          throw new Error(`reward ${result.reward} in babyai_${index}`);
      }
    }
    expect(steps).toBeGreaterThanOrEqual(100_000);
  });
});
