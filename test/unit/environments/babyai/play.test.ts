/** That exactly what the list of actions says can be done in a world can be done there. */
import { describe, expect, it } from 'vitest';
import { available } from '../../../../src/environments/builtin/babyai/actions.ts';
import { nextMove } from '../../../../src/environments/builtin/babyai/expert.ts';
import { Game } from '../../../../src/environments/builtin/babyai/game.ts';
import { fingerprint, generate } from '../../../../src/environments/builtin/babyai/generate.ts';
import { COLOURS } from '../../../../src/environments/builtin/babyai/grid.ts';
import { random } from '../../../../src/seeds.ts';

/** Levels with every kind of thing: one room, rooms, what is carried, locked doors, boxes, sentences. */
const LEVELS = [5, 8, 12, 17, 18, 23, 24, 26, 28, 34, 38, 39];

/** Everything that could be said of the things of a world, seen or not, and of some that it does not have. */
function sayable({ grid, memory }: Game): string[] {
  const looks = [...grid.things(), ...(grid.carried ? [grid.carried] : [])].map(
    ({ colour, kind }) => `${colour} ${kind}`,
  );
  const names = [...new Set([...looks, ...memory.known().map((thing) => `${thing.colour} ${thing.kind}`)])].flatMap(
    (look) => [1, 2, 3].map((number) => `${look} ${number}`),
  );
  const absent = COLOURS.map((colour) => `${colour} box 9`);
  const doors = names.filter((name) => name.includes(' door '));
  const worded = doors.flatMap((name) =>
    ['', 'open ', 'closed ', 'locked '].map((state) => name.replace('door', `${state}door`)),
  );
  return [
    'turn left',
    'turn right',
    'move forward',
    'drop',
    'toggle',
    'check available actions',
    'pickup',
    'go to',
    '',
    ...[...names, ...absent].flatMap((name) => [`go to ${name}`, `pickup ${name}`, `pick up the ${name}`]),
    ...worded.flatMap((name) => [`go through ${name}`, `toggle and go through ${name}`]),
  ];
}

/** An order in the one wording of it that is listed, but for the state of a door. */
function plain(text: string): string {
  return text.replace('pick up the ', 'pickup ').replace(/(?:open|closed|locked) door/u, 'door');
}

/** The game of a level and seed after some actions, apart from any other. */
function after(level: number, seed: number, actions: readonly string[]): Game {
  const game = new Game(generate(level, seed), 'compact');
  for (const action of actions) game.act(action);
  return game;
}

const state = ({ world, steps }: Game): string => `${fingerprint(world)} ${steps}`;

describe('playing at random', () => {
  it.each(LEVELS)('does something in level %i exactly where the action is listed', (level) => {
    const stream = random(level);
    let worded = 0;
    for (let seed = 0; seed < 2; seed++) {
      const said: string[] = [];
      for (let round = 0; round < 7; round++) {
        let game = after(level, seed, said);
        if (game.over) break;
        const listed = available(game.memory);
        expect(new Set(listed).size).toBe(listed.length);
        const before = state(game);
        const next = stream.below(3) > 0 ? nextMove(game).action : stream.pick(listed);
        // To go where one is, and to ask for the list, are listed and take no step.
        const front = game.ahead();
        const here = typeof front === 'object' ? `go to ${game.memory.name(front)}` : '';
        const idle = [here, 'check available actions'];
        const done = new Set<string>();
        for (const text of new Set([...sayable(game), ...listed])) {
          game.act(text);
          if (state(game) === before) continue;
          done.add(plain(text));
          if (!listed.includes(text)) worded += 1;
          game = after(level, seed, said);
        }
        const expected = new Set(listed.filter((action) => !idle.includes(action)).map(plain));
        expect([...done].toSorted()).toEqual([...expected].toSorted());
        said.push(next);
      }
    }
    // The listed order in other words: `pick up the`, a door's state.
    expect(worded).toBeGreaterThan(0);
  });
});
