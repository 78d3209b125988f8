/** How rooms and things look: names, what state they are in, and in brackets what is in or on them. */
import { inRoom, type RoomName, WAYS } from './rooms.ts';
import { AMBIENT, nameOf, stateOf, type Thing, type World } from './world.ts';
import { FORMS, stateAt } from './substances.ts';

/** In parentheses after a name: what one sees of it that its name does not say. */
function status(thing: Thing): string {
  const { kind, open, on, links } = thing;
  const words: string[] = [];
  if (kind.door) words.push(open ? 'open' : 'closed');
  if (kind.switch || kind.name === 'bulb') words.push(on ? 'on' : 'off');
  // As it is in a room is what everybody expects; ice and steam have names.
  if (kind.substance && !FORMS[kind.name] && stateOf(thing) !== stateAt(kind.substance, AMBIENT))
    words.push(stateOf(thing));
  if (links.length > 0) words.push(`to ${links.map(nameOf).join(' and ')}`);
  return words.length > 0 ? ` (${words.join(', ')})` : '';
}

export function look(thing: Thing): string {
  const inside = thing.open && thing.contents.length > 0 ? ` [${thing.contents.map(look).join(', ')}]` : '';
  return `${nameOf(thing)}${status(thing)}${inside}`;
}

const series = (things: readonly Thing[]): string => (things.length === 0 ? 'nothing' : things.map(look).join(', '));

export function roomView({ at }: World): string {
  const room = at.kind.name as RoomName;
  return `You are ${inRoom(room)}. Here: ${series(at.contents)}. Ways: ${WAYS[room].join(', ')}.`;
}

export const carried = ({ hands }: World): string => `You carry ${series(hands.contents)}.`;

/** A thing from near: also the state of a substance that is as one expects. What is shut in is not told. */
export function inspect(thing: Thing): string {
  const { kind, open, contents } = thing;
  if (!open) return `The ${nameOf(thing)} is closed.`;
  const state = kind.substance ? ` It is ${stateOf(thing)}.` : '';
  const empty = kind.holds !== undefined && contents.length === 0 ? ' It is empty.' : '';
  return `You see: ${look(thing)}.${state}${empty}`;
}
