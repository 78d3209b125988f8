/** A task's initial state, from its goal and seed alone: the house with its equipment, and what is where in it. */
import { type Random, random, seedOf } from '../../../seeds.ts';
import type { Goal } from './goals.ts';
import { ANIMALS, COLOURS, kindOf, ODDMENTS, PLANTS, unknownSubstance, unknownThing, WIRES } from './kinds.ts';
import { FURNITURE, ROOMS, type RoomName } from './rooms.ts';
import { AMBIENT, link, newThing, put, type Question, type Thing, type World } from './world.ts';

/** Portions of water in the mains. */
const WATER = 3;
/** Oddments about the house. */
const CLUTTER = { least: 2, most: 4 };
/** Plants, and animals, where one is to be found. */
const LIVING = { least: 2, most: 3 };
/** Vessels that the subject can be in; the others are equipment. */
const OWN_VESSELS = ['cup', 'jar', 'beaker', 'mug'];

/** What is where in every house. */
const EQUIPMENT: readonly (readonly [room: RoomName, place: string, names: readonly string[]])[] = [
  ['kitchen', 'counter', ['thermometer', 'bowl']],
  ['kitchen', 'stove', ['pot']],
  ['foundry', 'furnace', ['crucible']],
  ['workshop', 'workbench', ['battery', 'bulb', ...WIRES]],
  ['greenhouse', 'shelf', ['glass']],
  ['greenhouse', 'beehive', ['bee']],
];

/** A house in the making. */
class House {
  readonly things: Thing[] = [];
  readonly rooms = new Map<RoomName, Thing>();
  readonly rng: Random;

  constructor(rng: Random) {
    this.rng = rng;
    for (const room of ROOMS) {
      this.rooms.set(room, this.add(newThing({ name: room, portable: false })));
      for (const name of FURNITURE[room]) this.make(name, this.room(room));
    }
  }

  add(thing: Thing, into?: Thing): Thing {
    this.things.push(thing);
    if (into) put(thing, into);
    return thing;
  }

  make(name: string, into: Thing): Thing {
    return this.add(newThing(kindOf(name)), into);
  }

  room(name: RoomName): Thing {
    return this.rooms.get(name) as Thing;
  }

  /** A thing of a name that stands in a room. */
  standing(room: RoomName, name: string): Thing {
    return this.room(room).contents.find(({ kind }) => kind.name === name) as Thing;
  }

  /** Where something lies in a room: mostly on what is there for it. */
  place(room: RoomName): Thing {
    const surface = this.room(room).contents[0] as Thing;
    return this.rng.below(3) > 0 ? surface : this.room(room);
  }

  /** The thing in the workshop of a name. */
  part(name: string): Thing {
    return this.things.find(({ kind }) => kind.name === name) as Thing;
  }
}

export function generate(goal: Goal, seed: number): World {
  const { level, room, colour } = goal;
  const rng = random(seedOf('science', level, goal.subject, room, colour ?? '', seed));
  const house = new House(rng);
  for (const [where, place, names] of EQUIPMENT)
    for (const name of names) house.make(name, house.standing(where, place));
  const soil = rng.below(2) === 0 ? house.standing('greenhouse', 'flowerpot') : house.room('greenhouse');
  house.make('soil', soil);
  const subject = level === 'find' ? undefined : makeSubject(goal, house);
  const question = ask(goal, house, subject);
  if (level === 'find') populate(goal, house);
  if (level === 'conduct') wire(house);
  const oddments = rng.shuffle(ODDMENTS).slice(0, CLUTTER.least + rng.below(CLUTTER.most - CLUTTER.least + 1));
  for (const name of oddments) house.make(name, house.place(rng.pick(ROOMS)));
  const hands = house.add(newThing({ name: 'hands', portable: false }));
  const mains = house.add(newThing({ name: 'mains', portable: false }));
  for (let i = 0; i < WATER; i++) house.make('water', mains);
  const at = house.room(rng.pick(ROOMS.filter((name) => name !== room)));
  at.seen = true;
  const { things, rooms } = house;
  const done = { focus: undefined, reading: undefined, answer: false, reached: new Set<string>(), failed: false };
  return { goal, question, subject, rooms, hands, mains, things, at, ...done };
}

function makeSubject({ level, subject, room }: Goal, house: House): Thing {
  const { rng } = house;
  const spot = house.place(room);
  const own = (): Thing => house.make(rng.pick(OWN_VESSELS), spot);
  switch (level) {
    case 'temperature': {
      const thing = house.make(subject, house.make('flask', spot));
      thing.temperature = 10 + 10 * rng.below(9);
      return thing;
    }
    case 'melting':
      return house.add(newThing(unknownSubstance(subject, 40 + 10 * rng.below(25))), spot);
    case 'circuit':
      return house.add(newThing(unknownThing(subject, rng.below(2) === 0)), spot);
    case 'melt': {
      if (subject !== 'water') return house.make(subject, spot);
      const ice = house.make(subject, house.make('flask', spot));
      ice.temperature = -AMBIENT;
      return ice;
    }
    case 'boil':
    case 'freeze':
      return house.make(subject, (kindOf(subject).substance?.melts ?? 0) > AMBIENT ? spot : own());
    default:
      return house.make(subject, spot);
  }
}

/** The boxes, and what they say. */
function ask({ level, room, colour }: Goal, house: House, subject: Thing | undefined): Question | undefined {
  const { rng } = house;
  const [yes = 'red', no = 'blue'] = rng.shuffle(COLOURS.filter((one) => one !== colour));
  if (level === 'find') {
    for (const one of rng.shuffle([colour ?? yes, no])) house.make(`${one} box`, house.room(room));
    return undefined;
  }
  const where = { temperature: 'kitchen', melting: 'kitchen', conduct: 'workshop', circuit: 'workshop' } as const;
  if (!(level in where)) return undefined;
  for (const one of rng.shuffle([yes, no])) house.make(`${one} box`, house.room(where[level as 'melting']));
  return { yes, no, threshold: thresholdOf(level, subject, rng) };
}

/** A temperature to compare with, never that of the thing itself. */
function thresholdOf(level: string, subject: Thing | undefined, rng: Random): number {
  if (!subject || level === 'conduct' || level === 'circuit') return 0;
  if (level === 'temperature')
    return rng.pick([10, 20, 30, 40, 50, 60, 70, 80, 90].filter((t) => t !== subject.temperature));
  const melts = subject.kind.substance?.melts ?? 0;
  return melts + rng.pick([-60, -40, -20, 20, 40, 60].filter((by) => melts + by > 0));
}

function populate({ room }: Goal, house: House): void {
  const { rng } = house;
  for (const names of [PLANTS, ANIMALS]) {
    const count = LIVING.least + rng.below(LIVING.most - LIVING.least + 1);
    // Mostly where one would look for them.
    const usual: readonly RoomName[] = ['greenhouse', 'outside', rng.pick(ROOMS)];
    for (const name of rng.shuffle(names).slice(0, count)) {
      const where = rng.pick(usual.filter((one) => one !== room));
      house.make(name, house.place(where));
    }
  }
}

/** All of a circuit but what is tested: blue wire, bulb, red wire, battery, black wire. */
function wire(house: House): void {
  const [red, black, blue] = WIRES.map((name) => house.part(name)) as [Thing, Thing, Thing];
  const [battery, bulb] = [house.part('battery'), house.part('bulb')];
  link(blue, bulb);
  link(bulb, red);
  link(red, battery);
  link(battery, black);
}
