import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readAction } from '../../../../src/environments/action-formats/templates.ts';
import { written } from '../../../../src/environments/builtin/science/actions.ts';
import { createScience } from '../../../../src/environments/builtin/science/environment.ts';
import { nextMove } from '../../../../src/environments/builtin/science/expert.ts';
import { Game } from '../../../../src/environments/builtin/science/game.ts';
import { generate } from '../../../../src/environments/builtin/science/generate.ts';
import { ROOMS } from '../../../../src/environments/builtin/science/rooms.ts';
import { ONE_RULES, TWO_RULES } from '../../../../src/environments/builtin/science/rules.ts';
import { setting } from '../../../../src/environments/builtin/science/tasks.ts';
import { atHand, fingerprint, nameOf } from '../../../../src/environments/builtin/science/world.ts';
import { SPLITS } from '../../../../src/environments/contract.ts';
import { random } from '../../../../src/seeds.ts';
import { saidBy, wordsOf } from '../../../support/lexicon.ts';
import { inTree } from './house.ts';

const environment = createScience();
const lexicon = wordsOf(environment.lexicon());
const unknown = (words: Iterable<string>): string[] => [...words].filter((word) => !lexicon.has(word));
const tokens = (text: string): number => text.match(/\p{L}+|\p{N}+|[^\s\p{L}\p{N}]/gu)?.length ?? 0;

function gameOf(index: number): Game {
  const { goal, seed } = setting(index);
  return new Game(generate(goal, seed));
}

/** Not what ends most episodes at once. */
const harmless = (action: string): boolean => !action.startsWith('focus') && !action.endsWith(' box');

/** Every action that could be said of what is at hand and of some things that are not: of each verb with each name. */
function sayable({ world }: Game): string[] {
  const near = atHand(world);
  const far = world.things.filter((thing, number) => number % 12 === 0 && !near.includes(thing));
  const names = [...new Set([...near, ...far].map(nameOf))];
  const one = Object.keys(ONE_RULES) as (keyof typeof ONE_RULES)[];
  const two = Object.keys(TWO_RULES) as (keyof typeof TWO_RULES)[];
  const wires = names.filter((name) => name.endsWith('wire'));
  const first = (verb: string): string[] => (verb === 'connect' ? wires : names);
  return [
    'look around',
    'inventory',
    'task',
    'wait',
    'wait1',
    ...ROOMS.map((room) => `go to ${room}`),
    ...one.flatMap((verb) => names.map((name) => written(verb, name))),
    ...two.flatMap((verb) => first(verb).flatMap((name) => names.map((other) => written(verb, name, other)))),
  ];
}

describe('the science expert', () => {
  it.each(SPLITS)('solves %s by legal actions, in few rounds', async (split) => {
    const session = await environment.open();
    for (const task of environment.tasks(split).slice(0, 120)) {
      const said = [(await session.reset(task, 0)).observation];
      let [rounds, score] = [0, 0];
      for (let done = false; !done; rounds++) {
        const { thought, action } = session.expert?.() ?? { thought: '', action: '' };
        expect(session.actions?.()).toContain(action);
        expect(readAction(environment.actionSpace ?? { kind: 'calls', actions: [] }, action)).toBeDefined();
        expect(rounds).toBeLessThan(20);
        const step = await session.step(action);
        expect(step.reward).toBeGreaterThanOrEqual(score);
        expect(tokens(`${thought} ${action}`)).toBeLessThanOrEqual(20);
        said.push(step.observation);
        ({ done, reward: score } = step);
      }
      expect(score).toBe(100);
      expect(Math.max(...said.map(tokens))).toBeLessThanOrEqual(120);
    }
  });

  it('gets there from wherever others left off', () => {
    const stream = random(5);
    for (let index = 0; index < 300; index++) {
      const game = gameOf(index);
      for (let step = 0; step < 40 && !game.over; step++) game.act(stream.pick(game.available().filter(harmless)));
      for (let round = 0; !game.over && round < 60; round++)
        expect(game.act(nextMove(game.world).action)).not.toMatch(/^Not possible/u);
      expect(game.score).toBe(100);
    }
  });

  it('searches no room by what it has not seen', () => {
    let compared = 0;
    for (let index = 0; index < 600; index += 10) {
      const [game, other] = [gameOf(index), gameOf(index)];
      for (let step = 0; step < 2; step++) {
        const { action } = nextMove(game.world);
        for (const one of [game, other]) one.act(action);
      }
      // In the other house there is nothing loose in the rooms that were not seen.
      for (const room of other.world.rooms.values()) {
        if (room.seen) continue;
        for (const place of [room, ...room.contents]) {
          const loose = place.contents.filter(({ kind }) => kind.portable);
          for (const one of loose) place.contents.splice(place.contents.indexOf(one), 1);
        }
      }
      expect(nextMove(other.world)).toEqual(nextMove(game.world));
      compared += 1;
    }
    expect(compared).toBe(60);
  });
});

describe('playing at random', () => {
  it('does something exactly where the action is listed', () => {
    const stream = random(1);
    for (let index = 0; index < 10; index++) {
      const game = gameOf(index);
      for (let step = 0; step < 10 && !game.over; step++) {
        const listed = game.available();
        expect(new Set(listed).size).toBe(listed.length);
        expect(listed.length).toBeLessThanOrEqual(100);
        if (step % 3 === 0) {
          let copy = new Game(structuredClone(game.world));
          const done = sayable(game).filter((action) => {
            if (copy.act(action).startsWith('Not possible.')) return false;
            copy = new Game(structuredClone(game.world));
            return true;
          });
          expect(done.toSorted()).toEqual(listed.toSorted());
        }
        // Some way along the expert's, so that things are carried, connected and open.
        game.act(step % 3 < 2 ? nextMove(game.world).action : stream.pick(listed.filter(harmless)));
      }
    }
  });

  it('changes nothing where an action is not listed', () => {
    const game = gameOf(3);
    for (let step = 0; step < 6; step++) {
      const listed = new Set(game.available());
      const before = fingerprint(game.world);
      for (const action of sayable(game).filter((one) => !listed.has(one))) game.act(action);
      expect(fingerprint(game.world)).toBe(before);
      game.act(nextMove(game.world).action);
    }
  });

  it('loses and makes no thing, never lowers the score but to 0, and is undone by playing again', () => {
    fc.assert(
      fc.property(fc.nat(3000), fc.array(fc.nat(500), { maxLength: 60 }), (index, choices) => {
        const game = gameOf(index);
        const actions: string[] = [];
        const states = [fingerprint(game.world)];
        for (const choice of choices) {
          if (game.over) break;
          const all = game.available();
          // Every fifth may be one that ends it.
          const listed = choice % 5 === 0 ? all : all.filter(harmless);
          const action = listed[choice % listed.length] ?? '';
          const before = game.score;
          game.act(action);
          if (game.world.failed) expect(game.score).toBe(0);
          else expect(game.score).toBeGreaterThanOrEqual(before);
          expect(game.score).toBeLessThanOrEqual(100);
          const tree = inTree(game);
          expect(tree.length).toBe(game.world.things.length);
          expect(new Set(tree)).toEqual(new Set(game.world.things));
          for (const one of tree) {
            for (const inner of one.contents) expect(inner.parent).toBe(one);
            expect(one.links.length).toBeLessThanOrEqual(2);
            for (const end of one.links) expect(end.links).toContain(one);
          }
          actions.push(action);
          states.push(fingerprint(game.world));
        }
        const again = gameOf(index);
        const replayed = actions.map((action) => {
          again.act(action);
          return fingerprint(again.world);
        });
        expect(replayed).toEqual(states.slice(1));
      }),
      { numRuns: 60 },
    );
  });

  it('goes on for 100,000 steps, with scores in range', async () => {
    const stream = random(9);
    const session = await environment.open();
    const tasks = environment.tasks('train');
    const junk = ['', 'fly', 'go to moon', 'pour tea', 'use pot on stove', 'open __proto__', '\u0000', 'constructor'];
    const said = new Set<string>();
    let [steps, longest, failed] = [0, 0, 0];
    for (let episode = 0; steps < 100_000; episode++) {
      await session.reset(tasks[episode % tasks.length] as (typeof tasks)[number], episode);
      let score = 0;
      for (let round = 0; round < 100; round++) {
        // Focusing seldom, so that episodes go on.
        const listed = session.actions?.() ?? [];
        const action = stream.pick(
          stream.below(20) === 0 ? junk : stream.below(9) === 0 ? listed : listed.filter(harmless),
        );
        const { observation, reward, done } = await session.step(action);
        steps += 1;
        if (reward < score && !(done && reward === 0)) expect.fail(`from ${score} to ${reward}`);
        score = reward;
        longest = Math.max(longest, tokens(observation));
        if (steps % 20 === 0) said.add(observation);
        if (done && reward === 0) failed += 1;
        if (done) break;
      }
      if (score < 0 || score > 100) expect.fail(`score ${score}`);
    }
    expect(longest).toBeLessThanOrEqual(130);
    expect(unknown(wordsOf(said))).toEqual([]);
    expect(failed).toBeGreaterThan(100);
  });

  it('speaks in known words, like the expert', async () => {
    const senseless = ['', 'pick up stove', 'move thermometer to pot', 'go to foundry', 'open stove'];
    expect(unknown(await saidBy(environment, { tasks: 40, senseless }))).toEqual([]);
  });

  it('says that it is over once it is, and keeps the score', async () => {
    const session = await environment.open();
    const [task] = environment.tasks('eval');
    if (!task) throw new Error('no task');
    await session.reset(task, 0);
    for (let done = false; !done; ) ({ done } = await session.step(session.expert?.().action ?? ''));
    expect(await session.step('look around')).toEqual({ observation: 'The task is over.', reward: 100, done: true });
  });
});
