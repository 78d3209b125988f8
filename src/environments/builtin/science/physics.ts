/**
 * What time does: one call of `tick` is one action's time. Sinks fill vessels, heat flows, currents flow, plants grow.
 * Answers with what can be noticed of it from where one is.
 */
import { STAGE, STAGES } from './kinds.ts';
import type { State } from './substances.ts';
import { AMBIENT, around, atHand, nameOf, put, stateOf, type Thing, unlink, within, type World } from './world.ts';

/** Degrees that a room warms or cools what is in it, an action. */
const DRIFT = 20;
/** Actions that a stage of a plant's life takes. */
export const STAGE_TIME = 4;

export function tick(world: World): string[] {
  const before = new Set(atHand(world));
  const news: string[] = [];
  const notice = (thing: Thing, text: string): void => {
    if (before.has(thing)) news.push(text);
  };
  fill(world, notice);
  for (const thing of world.things) {
    if (thing.kind.substance && around(thing, (outer) => outer === world.mains) === undefined) warm(thing, notice);
    else if (thing.kind.seed) grow(thing, notice);
  }
  light(world, notice);
  return news;
}

type Notice = (thing: Thing, text: string) => void;

/** A running sink fills every empty vessel in it, as long as there is water. */
function fill({ things, mains }: World, notice: Notice): void {
  for (const sink of things) {
    if (!sink.on || sink.kind.name !== 'sink') continue;
    for (const vessel of sink.contents) {
      const water = mains.contents[0];
      if (vessel.contents.length > 0 || !water) continue;
      put(water, vessel);
      notice(vessel, `The ${nameOf(vessel)} fills with water.`);
    }
  }
}

/** Whether a device does something to what is in it: what has a switch must be on, what cools must be closed. */
export function works(device: Thing): boolean {
  const { heat, switch: switched } = device.kind;
  if (!heat) return false;
  return switched ? device.on : !device.open;
}

const CHANGES: Readonly<Record<State, Readonly<Record<State, string>>>> = {
  solid: { solid: '', liquid: 'melts', gas: 'boils away' },
  liquid: { solid: 'freezes', liquid: '', gas: 'boils' },
  gas: { solid: 'freezes', liquid: 'condenses', gas: '' },
};

/** Brings a substance nearer to the temperature around it; it stops for an action where it melts or boils. */
function warm(thing: Thing, notice: Notice): void {
  const { substance } = thing.kind;
  if (!substance || thing.parent?.kind.keeps) return;
  const { to, by } = around(thing, works)?.kind.heat ?? { to: AMBIENT, by: DRIFT };
  const from = thing.temperature;
  const [name, state] = [nameOf(thing), stateOf(thing)];
  let next = from < to ? Math.min(to, from + by) : Math.max(to, from - by);
  for (const point of from < next ? [substance.melts, substance.boils] : [substance.boils, substance.melts])
    if ((from < point && point < next) || (next < point && point < from)) {
      next = point;
      break;
    }
  thing.temperature = next;
  const after = stateOf(thing);
  if (after === state) return;
  // What flows has no ends to be connected to.
  unlink(thing);
  notice(thing, `The ${name} ${CHANGES[state][after]}.`);
}

/** Whether a flowerpot has what a seed needs. */
export function isFertile(pot: Thing | undefined): boolean {
  if (pot?.kind.name !== 'flowerpot') return false;
  const wet = pot.contents.some((thing) => thing.kind.name === 'water' && stateOf(thing) === 'liquid');
  return wet && pot.contents.some((thing) => thing.kind.name === 'soil');
}

/** Whether a bee can come to what is in a room. */
export function hasBee(room: Thing): boolean {
  for (const thing of within(room))
    if (thing.kind.name === 'bee') return around(thing, (outer) => !outer.open) === undefined;
  return false;
}

function grow(thing: Thing, notice: Notice): void {
  if (thing.stage === STAGE.fruit || !isFertile(thing.parent)) return;
  // A flower bears fruit only where a bee comes to it.
  const room = thing.stage === STAGE.flower ? around(thing, ({ parent }) => parent === undefined) : undefined;
  if (room && !hasBee(room)) return;
  thing.age += 1;
  if (thing.age < STAGE_TIME) return;
  const before = nameOf(thing);
  thing.age = 0;
  thing.stage += 1;
  notice(thing, `The ${before} grows into a ${STAGES[thing.stage]}.`);
}

/**
 * The things of the closed circuit that a thing is part of; undefined where it is part of none. As nothing has more than
 * two ends, what is connected is a line or a ring.
 */
export function circuitOf(thing: Thing): Set<Thing> | undefined {
  const ring = new Set<Thing>([thing]);
  for (const one of ring) {
    if (one.links.length < 2) return undefined;
    for (const next of one.links) ring.add(next);
  }
  // Two things connected twice to each other are no ring.
  return ring.size > 2 ? ring : undefined;
}

/** The bulb shines where it is in one ring with the battery, and all of it conducts. */
function light({ things }: World, notice: Notice): void {
  for (const bulb of things) {
    if (bulb.kind.name !== 'bulb') continue;
    const ring = circuitOf(bulb);
    const powered = ring !== undefined && [...ring].some(({ kind }) => kind.name === 'battery');
    const on = powered && [...ring].every(({ kind }) => kind.conducts === true);
    if (on !== bulb.on) notice(bulb, `The bulb ${on ? 'shines' : 'goes dark'}.`);
    bulb.on = on;
  }
}
