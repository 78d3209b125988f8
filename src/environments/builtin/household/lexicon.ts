/** Texts that together hold every word the environment, its instructions and its expert can say in any split. */
import { answers, firstObservation, nothingHappens, observation, reasons } from './answers.ts';
import { available, summary } from './available.ts';
import { thoughts } from './expert.ts';
import { GOAL_TYPES } from './goals.ts';
import { instructions } from './instructions.ts';
import { LAMP_KINDS, PLACE_KINDS, ROOM_NAMES, type RoomName } from './places.ts';
import { THING_KINDS } from './things.ts';
import { newThing, type Place, type World } from './world.ts';

/** Most of one kind that a room can have. */
const MOST = 20;

export function* lexicon(): Iterable<string> {
  for (const { content } of instructions()) yield content;
  yield Array.from({ length: MOST + 1 }, (_, number) => String(number)).join(' ');
  yield [...ROOM_NAMES, ...PLACE_KINDS, ...LAMP_KINDS, ...THING_KINDS.map(({ name }) => name)].join(' ');
  for (const target of ['cabinet', 'desk']) for (const room of ROOM_NAMES) yield* said(target, room);
  yield Object.values(thoughts)
    .map((thought) => thought('apple 1', 'mug 1', 'cabinet 1'))
    .join('\n');
  yield 'clean heat cool cleaned heated cooled hot cold microwave sinkbasin fridge go to, move mug 1 to, take mug 1 from';
}

/** Everything that can be said of a room with some things at one place, and of a mug that was cleaned and heated. */
function* said(kind: string, room: RoomName): Iterable<string> {
  const [mug, egg, lamp] = [newThing('mug', 1), newThing('egg', 1), newThing('desklamp', 1, true)];
  Object.assign(mug, { clean: true, temperature: 'hot' });
  const place: Place = { name: `${kind} 1`, kind, open: true, seen: true, things: [mug, egg, lamp] };
  const shut: Place = { ...place, open: false, things: [] };
  for (const type of GOAL_TYPES) {
    const goal = { type, thing: 'mug', target: kind, rooms: [room], split: 'train' } as const;
    const world: World = { room, goal, places: [place, shut], at: place, carried: mug };
    yield firstObservation(world);
    yield observation(summary(world), world);
    yield available(world).join('\n');
  }
  for (const on of [true, false]) {
    lamp.on = on;
    yield [answers.switch(lamp), answers.lamp(lamp), answers.arrive(place), answers.arrive(shut)].join('\n');
  }
  yield [answers.stand(place), answers.open(place), answers.close(place), answers.take(mug, place)].join('\n');
  yield [answers.move(mug, place), answers.clean(mug, place), answers.heat(mug, place)].join('\n');
  yield [answers.cool(mug, place), answers.carry(mug), answers.carryNothing(), answers.thing(mug)].join('\n');
  yield [answers.done(), answers.over(), answers.open({ ...place, things: [] })].join('\n');
  yield* whyNot(place, mug);
}

function* whyNot(place: Place, mug: ReturnType<typeof newThing>): Iterable<string> {
  yield nothingHappens(reasons.empty());
  yield [reasons.unclear(), reasons.noPlace(), reasons.alreadyThere(place), reasons.notThere(place)].join('\n');
  yield [reasons.closed(place), reasons.isOpen(place), reasons.neverCloses(place), reasons.noThing()].join('\n');
  yield [reasons.notIn(place), reasons.handsFull(mug), reasons.notCarried(), reasons.fixed()].join('\n');
  yield [reasons.holdsNothing(place), reasons.wrongTool('fridge'), reasons.noLamp()].join('\n');
  yield ['cleaned', 'heated', 'cooled'].map((treated) => reasons.unable(mug, treated)).join('\n');
}
