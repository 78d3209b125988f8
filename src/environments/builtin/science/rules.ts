/**
 * The rules: for each verb, why it is not possible with some things, and what it does where it is. The list of legal
 * actions and the answers to illegal ones are both made from these, so that they cannot differ.
 */
import type { OneVerb, TwoVerb } from './actions.ts';
import { answers, degreesOf, reasons } from './answers.ts';
import { inspect, look } from './describe.ts';
import { judgeAnswer, judgeFocus, noteReading } from './judgements.ts';
import { HANDS, link, put, stateOf, type Thing, unlink, type World } from './world.ts';

export interface OneRule {
  /** Why it is not possible; undefined where it is. */
  fault(world: World, thing: Thing): string | undefined;
  /** Does it, and answers. */
  act(world: World, thing: Thing): string;
}

export interface TwoRule {
  /** Whether a thing can be meant first, or second: what the legal actions are looked for among. */
  first(thing: Thing): boolean;
  second(thing: Thing): boolean;
  fault(world: World, first: Thing, second: Thing): string | undefined;
  act(world: World, first: Thing, second: Thing): string;
}

const isSolid = (thing: Thing): boolean => stateOf(thing) === 'solid';

/** Why a thing cannot be put anywhere at all. */
function immovable(thing: Thing): string | undefined {
  if (!thing.kind.portable) return reasons.fixed(thing);
  return isSolid(thing) ? undefined : reasons.flows(thing);
}

function doorFault(thing: Thing, toOpen: boolean): string | undefined {
  if (!thing.kind.door) return reasons.noDoor(thing);
  if (thing.open !== toOpen) return undefined;
  return toOpen ? reasons.isOpen(thing) : reasons.isClosed(thing);
}

function switchFault(thing: Thing, toOn: boolean): string | undefined {
  if (!thing.kind.switch) return reasons.noSwitch(thing);
  if (thing.on !== toOn) return undefined;
  return toOn ? reasons.isOn(thing) : reasons.isOff(thing);
}

export const ONE_RULES: Readonly<Record<Exclude<OneVerb, 'go to'>, OneRule>> = {
  open: {
    fault: (_, thing) => doorFault(thing, true),
    act: (_, thing) => {
      thing.open = true;
      thing.seen = true;
      return answers.open(thing, thing.contents.map(look).join(', ') || 'nothing');
    },
  },
  close: {
    fault: (_, thing) => doorFault(thing, false),
    act: (_, thing) => {
      thing.open = false;
      return answers.close(thing);
    },
  },
  activate: {
    fault: (_, thing) => switchFault(thing, true),
    act: (_, thing) => {
      thing.on = true;
      return answers.activate(thing);
    },
  },
  deactivate: {
    fault: (_, thing) => switchFault(thing, false),
    act: (_, thing) => {
      thing.on = false;
      return answers.deactivate(thing);
    },
  },
  'pick up': {
    fault: ({ hands }, thing) => {
      if (thing.parent === hands) return reasons.isCarried(thing);
      return immovable(thing) ?? (hands.contents.length < HANDS ? undefined : reasons.handsFull());
    },
    act: ({ hands }, thing) => {
      put(thing, hands);
      return answers.pickUp(thing);
    },
  },
  'put down': {
    fault: ({ hands }, thing) => (thing.parent === hands ? immovable(thing) : reasons.notCarried(thing)),
    act: ({ at }, thing) => {
      put(thing, at);
      return answers.putDown(thing);
    },
  },
  disconnect: {
    fault: (_, thing) => (thing.links.length > 0 ? undefined : reasons.notLinked(thing)),
    act: (_, thing) => {
      unlink(thing);
      return answers.disconnect(thing);
    },
  },
  'focus on': {
    fault: () => undefined,
    act: (world, thing) => (judgeFocus(world, thing) ? answers.focus(thing) : answers.wrongFocus()),
  },
  'look at': { fault: () => undefined, act: (_, thing) => inspect(thing) },
};

/** Why a thing does not take another. */
function refusal(into: Thing, thing: Thing): string | undefined {
  const { vessel, substance, seed, name } = thing.kind;
  switch (into.kind.holds) {
    case 'anything':
      return undefined;
    case 'vessels':
      return vessel ? undefined : reasons.vessels(into);
    case 'food':
      return vessel || substance ? undefined : reasons.food(into);
    case 'substance':
      if (!substance) return reasons.substance(into);
      return into.contents.length === 0 ? undefined : reasons.full(into);
    case 'plant': {
      const fits = (own: Thing): boolean => (seed ? own.kind.seed === true : own.kind.name === 'soil');
      if (!seed && name !== 'soil') return reasons.plant(into);
      return into.contents.some(fits) ? reasons.plant(into) : undefined;
    }
    default:
      return reasons.holdsNothing(into);
  }
}

/** The liquid that is poured: what a vessel holds, or a liquid by its own name. */
function liquidOf(thing: Thing): Thing | undefined {
  const liquid = thing.kind.vessel ? thing.contents[0] : thing;
  return liquid?.kind.substance && stateOf(liquid) === 'liquid' ? liquid : undefined;
}

function pourFault(from: Thing, into: Thing): string | undefined {
  const liquid = liquidOf(from);
  if (!liquid) return reasons.noLiquid(from);
  if (liquid.parent === into) return reasons.isThere(liquid);
  if (into.kind.vessel) return into.contents.length === 0 ? undefined : reasons.full(into);
  if (into.kind.holds !== 'plant') return reasons.noVessel(into);
  if (liquid.kind.name !== 'water') return reasons.onlyWater(into);
  return into.contents.some(({ kind }) => kind.name === 'water') ? reasons.full(into) : undefined;
}

const hasEnds = ({ kind }: Thing): boolean => kind.conducts !== undefined;

function connectFault(wire: Thing, thing: Thing): string | undefined {
  for (const one of [wire, thing]) if (!hasEnds(one)) return reasons.noEnds(one);
  if (!wire.kind.wire) return reasons.noWire();
  if (wire.links.includes(thing)) return reasons.isLinked();
  for (const one of [wire, thing]) if (one.links.length === 2) return reasons.bothEnds(one);
  return undefined;
}

export const TWO_RULES: Readonly<Record<TwoVerb, TwoRule>> = {
  move: {
    first: ({ kind }) => kind.portable,
    second: ({ kind }) => kind.holds !== undefined,
    fault: (_, thing, into) => {
      const fault = immovable(thing);
      if (fault !== undefined) return fault;
      if (thing.parent === into) return reasons.isThere(thing);
      return into.open ? refusal(into, thing) : reasons.isClosed(into);
    },
    act: (world, thing, into) => {
      put(thing, into);
      return judgeAnswer(world, thing, into) ? answers.move(thing, into) : answers.guess();
    },
  },
  pour: {
    first: (thing) => liquidOf(thing) !== undefined,
    second: ({ kind }) => kind.vessel === true || kind.holds === 'plant',
    fault: (_, from, into) => pourFault(from, into),
    act: (_, from, into) => {
      const liquid = liquidOf(from) ?? from;
      put(liquid, into);
      return answers.pour(liquid, into);
    },
  },
  connect: {
    first: ({ kind }) => kind.wire === true,
    second: hasEnds,
    fault: (_, wire, thing) => connectFault(wire, thing),
    act: (_, wire, thing) => {
      link(wire, thing);
      return answers.connect(wire, thing);
    },
  },
  use: {
    first: ({ kind }) => kind.name === 'thermometer',
    second: ({ kind }) => kind.substance !== undefined,
    fault: (_, tool, thing) => {
      if (tool.kind.name !== 'thermometer') return reasons.noTool(tool);
      return thing.kind.substance ? undefined : reasons.noHeat(thing);
    },
    act: (world, _, thing) => {
      noteReading(world, thing);
      return answers.measure(thing, degreesOf(thing.temperature));
    },
  },
};
