import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createHousehold } from '../../../../src/environments/builtin/household/environment.ts';
import { nextMove } from '../../../../src/environments/builtin/household/expert.ts';
import { Game } from '../../../../src/environments/builtin/household/game.ts';
import { generate } from '../../../../src/environments/builtin/household/generate.ts';
import { setting } from '../../../../src/environments/builtin/household/tasks.ts';
import { fingerprint } from '../../../../src/environments/builtin/household/world.ts';
import { readAction } from '../../../../src/environments/action-formats/templates.ts';
import { SPLITS } from '../../../../src/environments/contract.ts';
import { random } from '../../../../src/seeds.ts';
import { wordsOf } from '../textcraft/words.ts';

const environment = createHousehold();
const lexicon = wordsOf(...environment.lexicon());
const unknown = (...texts: readonly string[]): string[] => [...wordsOf(...texts)].filter((word) => !lexicon.has(word));
const tokens = (text: string): number => text.match(/\p{L}+|\p{N}+|[^\s\p{L}\p{N}]/gu)?.length ?? 0;

function gameOf(index: number): Game {
  const { goal, seed } = setting(index);
  return new Game(generate(goal, seed));
}

/** Every action that could be said of a room: of each verb with each name. */
function sayable({ world }: Game): string[] {
  const places = world.places.map(({ name }) => name);
  const carried = world.carried ? [world.carried.name] : [];
  const things = [...carried, ...world.places.flatMap((place) => place.things.map(({ name }) => name))];
  const names = [...new Set([...places, ...things])];
  const between = { take: 'from', move: 'to', clean: 'with', heat: 'with', cool: 'with' };
  return [
    'look',
    'inventory',
    'check available actions',
    ...['go to', 'open', 'close', 'use', 'examine'].flatMap((verb) => names.map((name) => `${verb} ${name}`)),
    ...Object.entries(between).flatMap(([verb, word]) =>
      things.flatMap((thing) => places.map((place) => `${verb} ${thing} ${word} ${place}`)),
    ),
  ];
}

describe('the household expert', () => {
  it.each(SPLITS)('solves %s by legal actions, in known words and few rounds', async (split) => {
    const session = await environment.open();
    let longest = 0;
    for (const task of environment.tasks(split).slice(0, 120)) {
      const said = [(await session.reset(task, 0)).observation];
      let rounds = 0;
      for (let done = false; !done; rounds++) {
        const { thought, action } = session.expert?.() ?? { thought: '', action: '' };
        expect(session.actions?.()).toContain(action);
        expect(readAction(environment.actionSpace ?? { kind: 'calls', actions: [] }, action)).toBeDefined();
        expect(rounds).toBeLessThan(environment.maxRounds);
        const step = await session.step(action);
        expect(step.reward).toBe(step.done ? 1 : 0);
        said.push(thought, action, step.observation);
        ({ done } = step);
      }
      longest = Math.max(longest, rounds);
      expect(unknown(...said)).toEqual([]);
      expect(Math.max(...said.map(tokens))).toBeLessThanOrEqual(150);
    }
    expect(longest).toBeGreaterThan(12);
  });

  it('knows only what was seen', () => {
    const stream = random(3);
    let compared = 0;
    for (let index = 0; index < 300; index++) {
      const [game, other] = [gameOf(index), gameOf(index)];
      for (let step = stream.below(6); step > 0 && !game.over; step--) {
        const { action } = nextMove(game.world);
        for (const one of [game, other]) one.act(action);
      }
      // In the other room everything that was not seen lies elsewhere among what was not seen.
      const hidden = other.world.places.filter(({ seen, kind }) => !seen && kind !== 'floorlamp');
      const things = stream.shuffle(hidden.flatMap((place) => place.things.splice(0)));
      for (const thing of things) stream.pick(hidden).things.push(thing);
      if (game.over || things.length === 0) continue;
      compared += 1;
      expect(nextMove(other.world)).toEqual(nextMove(game.world));
    }
    expect(compared).toBeGreaterThan(200);
  });

  it('gets there from wherever others left off', () => {
    const stream = random(5);
    for (let index = 0; index < 200; index++) {
      const game = gameOf(index);
      for (let step = 0; step < 40 && !game.over; step++) game.act(stream.pick(game.available()));
      let rounds = 0;
      for (; !game.over && rounds < 60; rounds++)
        expect(game.act(nextMove(game.world).action)).not.toMatch(/^Nothing/u);
      expect(game.over).toBe(true);
    }
  });
});

describe('playing at random', () => {
  it('does something exactly where the action is listed', () => {
    const stream = random(1);
    for (let index = 0; index < 6; index++) {
      const game = gameOf(index);
      for (let step = 0; step < 9 && !game.over; step++) {
        const listed = game.available();
        expect(new Set(listed).size).toBe(listed.length);
        const done = sayable(game).filter((action) => {
          const copy = new Game(structuredCopy(game));
          return !copy.act(action).startsWith('Nothing happens.');
        });
        expect(done.toSorted()).toEqual(listed.toSorted());
        // Some way along the expert's, so that things are carried and places open.
        game.act(step % 3 < 2 ? nextMove(game.world).action : stream.pick(listed));
      }
    }
  });

  it('loses and makes no thing, shows none of what is closed, and is undone by playing again', () => {
    fc.assert(
      fc.property(fc.nat(3000), fc.array(fc.nat(500), { maxLength: 60 }), (index, choices) => {
        const game = gameOf(index);
        const begin = fingerprint(game.world);
        const inventory = (one: Game): string[] => {
          const { places, carried } = one.world;
          return [...places.flatMap(({ things }) => things), ...(carried ? [carried] : [])]
            .map(({ name }) => name)
            .toSorted();
        };
        const own = inventory(game);
        const actions: string[] = [];
        const states = [begin];
        for (const choice of choices) {
          if (game.over) break;
          const listed = game.available();
          const action = listed[choice % listed.length] ?? '';
          const { at } = game.world;
          const shut = at?.open === false ? at.things.map(({ name }) => name) : [];
          const answer = game.act(action);
          if (!action.startsWith('open') && game.world.at === at)
            for (const name of shut) expect(answer).not.toMatch(new RegExp(`\\b${name}\\b`, 'u'));
          expect(inventory(game)).toEqual(own);
          actions.push(action);
          states.push(fingerprint(game.world));
        }
        const again = gameOf(index);
        const replayed = actions.map((action) => {
          again.act(action);
          return fingerprint(again.world);
        });
        expect([begin, ...replayed]).toEqual(states);
      }),
      { numRuns: 100 },
    );
  });

  it('goes on for 100,000 steps in known words, with rewards at wins alone', async () => {
    const stream = random(9);
    const session = await environment.open();
    const tasks = environment.tasks('train');
    const said = new Set<string>();
    const junk = [
      '',
      'fly',
      'go to moon 1',
      'take mug 1 from desk 1',
      'heat mug 1 with fridge 1',
      '__proto__ 1',
      '\u0000',
    ];
    let [steps, longest, wins] = [0, 0, 0];
    for (let episode = 0; steps < 100_000; episode++) {
      const task = tasks[episode % tasks.length];
      if (!task) break;
      await session.reset(task, episode);
      for (let round = 0; round < 200; round++) {
        const action = stream.pick(stream.below(20) === 0 ? junk : (session.actions?.() ?? []));
        const { observation, reward, done } = await session.step(action);
        steps += 1;
        if (reward !== (done ? 1 : 0)) expect.fail(`reward ${reward} with done ${done}`);
        longest = Math.max(longest, tokens(observation));
        if (steps % 50 === 0 || action.startsWith('check')) said.add(observation);
        wins += reward;
        if (done) break;
      }
    }
    expect(longest).toBeLessThanOrEqual(150);
    expect(unknown(...said)).toEqual([]);
    expect(wins).toBeGreaterThan(3);
  });

  it('says that it is over once it is', async () => {
    const session = await environment.open();
    const [task] = environment.tasks('eval');
    if (!task) throw new Error('no task');
    await session.reset(task, 0);
    for (let done = false; !done; ) ({ done } = await session.step(session.expert?.().action ?? ''));
    expect(await session.step('look')).toEqual({ observation: 'The task is over.', reward: 0, done: true });
  });
});

/** The world of a game as it stands, apart from it. */
function structuredCopy({ world }: Game): Game['world'] {
  return structuredClone(world);
}
