/**
 * Every sentence the environment says of an action, in our own words. Nothing a policy wrote is quoted back, so the
 * vocabulary is closed (`lexicon.ts`).
 */
import { nameOf, type Thing } from './world.ts';

const the = (thing: Thing): string => `the ${nameOf(thing)}`;

export const answers = {
  open: (thing: Thing, inside: string) => `You open ${the(thing)}. Inside: ${inside}.`,
  close: (thing: Thing) => `You close ${the(thing)}.`,
  activate: (thing: Thing) => `You turn on ${the(thing)}.`,
  deactivate: (thing: Thing) => `You turn off ${the(thing)}.`,
  pickUp: (thing: Thing) => `You pick up ${the(thing)}.`,
  putDown: (thing: Thing) => `You put down ${the(thing)}.`,
  move: (thing: Thing, into: Thing) => `You move ${the(thing)} to ${the(into)}.`,
  pour: (liquid: Thing, into: Thing) => `You pour ${the(liquid)} into ${the(into)}.`,
  connect: (wire: Thing, thing: Thing) => `You connect ${the(wire)} to ${the(thing)}.`,
  disconnect: (thing: Thing) => `You disconnect ${the(thing)}.`,
  measure: (thing: Thing, degrees: string) => `The thermometer says that ${the(thing)} has ${degrees}.`,
  focus: (thing: Thing) => `You focus on ${the(thing)}.`,
  wait: () => 'You wait.',
  wrongFocus: () => 'The task is not about that. It has failed.',
  guess: () => 'That is not the answer, or it was not tested yet. The task has failed.',
  solved: () => 'The task is done.',
  over: () => 'The task is over.',
};

/** What a thermometer can say: tens, and beyond its ends that it is beyond them. */
export const HOTTEST = 400;
export function degreesOf(temperature: number): string {
  if (temperature > HOTTEST) return `more than ${HOTTEST} degrees`;
  return temperature < 0 ? `minus ${-temperature} degrees` : `${temperature} degrees`;
}

/** Why an action is not possible. */
export const reasons = {
  empty: () => 'The action is empty. Try look around.',
  unclear: () => 'No such action. Try look around, go to, pick up, move, focus on or wait.',
  noThing: () => 'There is no such thing at hand.',
  noRoom: () => 'There is no such room.',
  here: () => 'You are there already.',
  noWay: (ways: string) => `There is no way from here. Ways: ${ways}.`,
  noDoor: (thing: Thing) => `${nameOf(thing)} cannot be opened or closed.`,
  isOpen: (thing: Thing) => `${nameOf(thing)} is open already.`,
  isClosed: (thing: Thing) => `${nameOf(thing)} is closed.`,
  noSwitch: (thing: Thing) => `${nameOf(thing)} cannot be turned on or off.`,
  isOn: (thing: Thing) => `${nameOf(thing)} is on already.`,
  isOff: (thing: Thing) => `${nameOf(thing)} is off already.`,
  fixed: (thing: Thing) => `${nameOf(thing)} cannot be moved.`,
  flows: (thing: Thing) => `${nameOf(thing)} is not solid. Pour it, or move what it is in.`,
  isCarried: (thing: Thing) => `You carry ${nameOf(thing)} already.`,
  handsFull: () => 'You carry three things already. Put one down.',
  notCarried: (thing: Thing) => `You do not carry ${nameOf(thing)}.`,
  isThere: (thing: Thing) => `${nameOf(thing)} is there already.`,
  holdsNothing: (thing: Thing) => `Nothing can be put there: ${nameOf(thing)}.`,
  vessels: (thing: Thing) => `${nameOf(thing)} takes only vessels such as a pot.`,
  food: (thing: Thing) => `${nameOf(thing)} takes only vessels and substances.`,
  substance: (thing: Thing) => `${nameOf(thing)} takes only substances.`,
  plant: (thing: Thing) => `${nameOf(thing)} takes soil, one seed, and water.`,
  full: (thing: Thing) => `${nameOf(thing)} is not empty.`,
  noLiquid: (thing: Thing) => `There is nothing liquid to pour: ${nameOf(thing)}.`,
  noVessel: (thing: Thing) => `Nothing can be poured there: ${nameOf(thing)}.`,
  onlyWater: (thing: Thing) => `${nameOf(thing)} takes only water.`,
  noWire: () => 'One of the two must be a wire.',
  noEnds: (thing: Thing) => `${nameOf(thing)} cannot be connected.`,
  bothEnds: (thing: Thing) => `Both ends of ${nameOf(thing)} are connected. Disconnect it first.`,
  isLinked: () => 'They are connected already.',
  notLinked: (thing: Thing) => `${nameOf(thing)} is not connected.`,
  noTool: (thing: Thing) => `Only the thermometer can be used, not ${nameOf(thing)}.`,
  noHeat: (thing: Thing) => `The thermometer only measures substances, not ${nameOf(thing)}.`,
  itself: () => 'That is the same thing.',
};

export const notPossible = (reason: string): string => `Not possible. ${reason}`;
