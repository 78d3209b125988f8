/**
 * Levels 8, 19 and 35 to 40: missions drawn from a grammar, over rooms of which one may be locked. What is asked for is
 * there; the rest may have to be opened, unlocked or moved out of the way first.
 */
import type { Random } from '../../../../seeds.ts';
import { type Colour, COLOURS, type Kind, newThing, PORTABLE } from '../grid.ts';
import { type Description, matching, type Mission, type Order, PLACES } from '../missions.ts';
import { type Plan, type Rooms, Unlucky } from '../rooms.ts';
import { type Level, maze, room } from './recipe.ts';

interface Grammar {
  readonly plan: Plan;
  readonly things: number;
  readonly verbs: readonly Order['verb'][];
  /** `one` order, two joined by `and`, or a sequence of two parts that are each one of these. */
  readonly forms: readonly ('one' | 'and' | 'sequence')[];
  /** Chance of a locked room. */
  readonly locked: number;
  /** Whether things are also told by their place. */
  readonly places: boolean;
  /** Whether what is asked for may be in the locked room alone. */
  readonly behindLock: boolean;
  readonly blocked: boolean;
}

const TRIES = 100;
const DOOR_OR_THING: readonly Kind[] = [...PORTABLE, 'door'];

function furnish(grammar: Grammar, rooms: Rooms, random: Random): Mission {
  let lock: Colour | undefined;
  if (random.next() < grammar.locked) {
    lock = random.pick(COLOURS);
    rooms.lock(rooms.anyRoom(), lock);
    rooms.place(newThing('key', lock), random.pick(rooms.all().filter((one) => !rooms.isLocked(one))));
  }
  rooms.connect();
  rooms.scatter(grammar.things);
  rooms.placeAgent(random.pick(rooms.all().filter((one) => !rooms.isLocked(one))));
  return new Speaker(grammar, rooms, random, lock).say();
}

class Speaker {
  readonly #grammar: Grammar;
  readonly #rooms: Rooms;
  readonly #random: Random;
  readonly #lock: Colour | undefined;

  constructor(...[grammar, rooms, random, lock]: [Grammar, Rooms, Random, Colour | undefined]) {
    this.#grammar = grammar;
    this.#rooms = rooms;
    this.#random = random;
    this.#lock = lock;
  }

  say(forms = this.#grammar.forms): Mission {
    const form = this.#random.pick(forms);
    if (form === 'one') return this.#order();
    if (form === 'and') return { join: 'and', first: this.#order(), second: this.#order() };
    const [first, second] = [this.say(['one', 'and']), this.say(['one', 'and'])];
    return { join: this.#random.pick(['then', 'after'] as const), first, second };
  }

  #order(): Order {
    const verb = this.#random.pick(this.#grammar.verbs);
    const kinds = verb === 'go to' ? DOOR_OR_THING : verb === 'open' ? (['door'] as const) : PORTABLE;
    const target = this.#description(kinds);
    if (verb !== 'put') return { verb, target };
    const beside = this.#description(DOOR_OR_THING);
    const others = new Set(matching(this.#rooms.grid, beside));
    if (matching(this.#rooms.grid, target).some((thing) => others.has(thing))) throw new Unlucky('next to itself');
    return { verb, target, beside };
  }

  /** Of something that is there. Nothing is asked of the key that opens the locked door. */
  #description(kinds: readonly Kind[]): Description {
    const random = this.#random;
    for (let tries = 0; tries < TRIES; tries++) {
      const colour = random.pick([undefined, ...COLOURS]);
      const kind = random.pick(kinds);
      const place = this.#grammar.places && random.below(2) === 0 ? random.pick(PLACES) : undefined;
      const description: Description = { kind, ...(colour && { colour }), ...(place && { place }) };
      const found = matching(this.#rooms.grid, description);
      const open = this.#grammar.behindLock || found.some(({ x, y }) => !this.#rooms.isInLocked(x, y));
      if (found.length === 0 || !open) continue;
      if (this.#grammar.blocked && kind === 'key' && colour !== undefined && colour === this.#lock)
        throw new Unlucky('the key is needed');
      return description;
    }
    throw new Unlucky('nothing to describe');
  }
}

const ALL: Grammar = {
  plan: maze(8),
  things: 18,
  verbs: ['go to', 'pick up', 'open', 'put'],
  forms: ['one', 'and', 'sequence'],
  locked: 0.5,
  places: true,
  behindLock: true,
  blocked: true,
};
const SMALL = { plan: { size: 5, columns: 2, rows: 2 }, things: 7 } as const;

const GRAMMARS: readonly (readonly [number, Grammar])[] = [
  [8, { ...ALL, ...SMALL, things: 4, verbs: ['go to'], locked: 0, places: false, blocked: false }],
  [19, { ...ALL, plan: room(8), things: 8, verbs: ['pick up'], forms: ['one'], locked: 0, blocked: false }],
  [35, { ...ALL, ...SMALL, forms: ['one'], places: false, behindLock: false }],
  [36, { ...ALL, forms: ['one'], behindLock: false }],
  [37, { ...ALL, behindLock: false }],
  [38, { ...ALL, ...SMALL, locked: 0.25 }],
  [39, ALL],
  [40, { ...ALL, locked: 0, behindLock: false }],
];

export const sentenceLevels: readonly (readonly [number, Level])[] = GRAMMARS.map(([level, grammar]) => [
  level,
  {
    plan: grammar.plan,
    blocked: grammar.blocked,
    furnish: (rooms, random) => furnish(grammar, rooms, random),
  },
]);
