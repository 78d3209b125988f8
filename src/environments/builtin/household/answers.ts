/**
 * Every sentence the environment says, in the manner of ALFWorld and in our own words. What is not possible is answered
 * with "Nothing happens." and why. Nothing a policy wrote is quoted back, so the vocabulary is closed (`lexicon`).
 */
import { article } from '../article.ts';
import { inWords } from './goals.ts';
import { isHollow } from './places.ts';
import type { Place, Thing, World } from './world.ts';

export const answers = {
  arrive: (place: Place) => `You arrive at ${place.name}. ${view(place)}`,
  stand: (place: Place) => `You are at ${place.name}. ${view(place)}`,
  open: (place: Place) => `You open ${place.name}. ${listed(place)}`,
  close: (place: Place) => `You close ${place.name}.`,
  take: (thing: Thing, place: Place) => `You pick up ${thing.name} from ${place.name}.`,
  move: (thing: Thing, place: Place) => `You move ${thing.name} to ${place.name}.`,
  switch: (lamp: Thing) => `You turn ${lamp.on ? 'on' : 'off'} ${lamp.name}.`,
  clean: (thing: Thing, place: Place) => `You clean ${thing.name} with ${place.name}.`,
  heat: (thing: Thing, place: Place) => `You heat ${thing.name} with ${place.name}.`,
  cool: (thing: Thing, place: Place) => `You cool ${thing.name} with ${place.name}.`,
  carry: (thing: Thing) => `You carry ${article(inFull(thing))}.`,
  carryNothing: () => 'You carry nothing.',
  thing: (thing: Thing) => `It is ${article(inFull(thing))}.`,
  lamp: (lamp: Thing) => `${lamp.name} is ${lamp.on ? 'on' : 'off'}.`,
  done: () => 'The task is done.',
  over: () => 'The task is over.',
};

/** Why nothing happens. */
export const reasons = {
  empty: () => 'The action is empty. Say check available actions to see what you can do.',
  unclear: () => 'The action is not understood. Say check available actions to see what you can do.',
  noPlace: () => 'There is no such place in this room.',
  alreadyThere: (place: Place) => `You are already at ${place.name}.`,
  notThere: (place: Place) => `You are not at ${place.name}. Go to it first.`,
  closed: (place: Place) => `${place.name} is closed.`,
  isOpen: (place: Place) => `${place.name} is already open.`,
  neverCloses: (place: Place) => `${place.name} cannot be opened or closed.`,
  noThing: () => 'You see no such thing here.',
  notIn: (place: Place) => `It is not at ${place.name}.`,
  handsFull: (thing: Thing) => `You already carry ${thing.name}.`,
  notCarried: () => 'You do not carry it.',
  fixed: () => 'A lamp cannot be taken.',
  holdsNothing: (place: Place) => `Nothing can be put on ${place.name}.`,
  wrongTool: (tool: string) => `This needs ${article(tool)}.`,
  unable: (thing: Thing, treated: string) => `${thing.name} cannot be ${treated}.`,
  noLamp: () => 'Only a lamp can be used.',
};

/** With what was done to it before its name: `hot clean mug 1`. */
export function inFull({ name, clean, temperature }: Thing): string {
  return [temperature, clean ? 'clean' : undefined, name].filter((word) => word !== undefined).join(' ');
}

/** What one sees at a place. */
export function view(place: Place): string {
  const lamp = place.things.find(({ name }) => name === place.name);
  if (lamp) return `It is ${lamp.on ? 'on' : 'off'}.`;
  return place.open ? listed(place) : 'It is closed.';
}

function listed({ kind, things }: Place): string {
  const seen = things.length === 0 ? 'nothing' : series(things.map(({ name }) => article(name)));
  return `${isHollow(kind) ? 'In' : 'On'} it, you see ${seen}.`;
}

function series(words: readonly string[]): string {
  const last = words.at(-1) ?? '';
  return words.length < 2 ? last : `${words.slice(0, -1).join(', ')} and ${last}`;
}

/** What one sees from the middle of the room. */
export function roomView({ room, places }: World): string {
  return `You are in the middle of a ${room}. Around you, you see ${series(places.map(({ name }) => article(name)))}.`;
}

export function firstObservation(world: World): string {
  return `${roomView(world)}\nYour task is to: ${inWords(world.goal)}.`;
}

/** An answer with the task, which every observation restates. */
export function observation(answer: string, world: World): string {
  return `${answer}\nTask: ${inWords(world.goal)}.`;
}

export function nothingHappens(reason: string): string {
  return `Nothing happens. ${reason}`;
}
