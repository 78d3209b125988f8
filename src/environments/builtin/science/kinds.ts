/** The kinds of things: what each can hold, do and be. Data only. */
import { type Substance, SUBSTANCES } from './substances.ts';

/** What may be put into a thing: anything that can be carried, vessels, what is to be cooled, one substance, a plant's needs. */
export type Holds = 'anything' | 'vessels' | 'food' | 'substance' | 'plant';

/** What a working device does to the substances in it. */
export interface Heat {
  /** The temperature it brings them to. */
  readonly to: number;
  /** Degrees an action. */
  readonly by: number;
}

export interface Kind {
  readonly name: string;
  readonly portable: boolean;
  readonly holds?: Holds;
  /** It can be opened and closed; closed, its contents are out of sight and reach. */
  readonly door?: true;
  /** It can be activated and deactivated. */
  readonly switch?: true;
  readonly heat?: Heat;
  /** A vessel is what substances are kept and carried in. */
  readonly vessel?: true;
  /** What is in it keeps its temperature. */
  readonly keeps?: true;
  readonly life?: 'plant' | 'animal';
  readonly substance?: Substance;
  /** It has two ends that wires can be connected to, and lets current through or not. */
  readonly conducts?: boolean;
  readonly wire?: true;
  /** A seed, and what grows from it. */
  readonly seed?: true;
}

export const WIRES = ['red wire', 'black wire', 'blue wire'] as const;
export const COLOURS = ['red', 'green', 'blue', 'orange', 'yellow', 'purple'] as const;
export type Colour = (typeof COLOURS)[number];
export const VESSELS = ['pot', 'crucible', 'cup', 'bowl', 'jar', 'beaker', 'mug', 'glass'] as const;
export const PLANTS = ['fern', 'cactus', 'rose', 'moss', 'ivy', 'tulip', 'orchid', 'clover', 'daisy', 'mint'] as const;
export const ANIMALS = ['frog', 'mouse', 'beetle', 'snail', 'turtle', 'ant', 'crab', 'newt', 'worm', 'finch'] as const;
/** Things whose name says nothing of heat and current, to be found about everywhere. */
export const ODDMENTS = [
  'book',
  'pillow',
  'vase',
  'hammer',
  'rope',
  'basket',
  'clock',
  'towel',
  'picture',
  'shoe',
] as const;
/** What can be tested in a circuit. */
export const CONDUCTORS = ['nail', 'coin', 'spoon', 'key', 'foil', 'ring', 'needle', 'bolt', 'chain', 'bell'] as const;
export const INSULATORS = [
  'marble',
  'eraser',
  'chalk',
  'cork',
  'sponge',
  'button',
  'brick',
  'comb',
  'feather',
  'shell',
] as const;
/** Things and substances that nobody knows: a task draws what they are like. */
export const UNKNOWN_THINGS = ['rod', 'disc', 'bar', 'cube', 'tube', 'plate', 'sheet', 'block'] as const;
export const UNKNOWN_SUBSTANCES = ['powder', 'crystal', 'resin', 'paste', 'pellet', 'flake', 'grain', 'lump'] as const;
/** What seeds are of. */
export const CROPS = [
  'pea',
  'bean',
  'tomato',
  'pepper',
  'melon',
  'pumpkin',
  'cucumber',
  'strawberry',
  'lemon',
  'plum',
] as const;
/** What a seed becomes, in order. */
export const STAGES = ['seed', 'seedling', 'plant', 'flower', 'fruit'] as const;
export const STAGE = { seed: 0, seedling: 1, plant: 2, flower: 3, fruit: 4 } as const;

/** Where things lie; one in each room. */
export const SURFACES = ['table', 'counter', 'desk', 'workbench', 'shelf', 'bench', 'rack'] as const;

function fixed(name: string, more: Omit<Kind, 'name' | 'portable'> = {}): Kind {
  return { name, portable: false, ...more };
}

function loose(name: string, more: Omit<Kind, 'name' | 'portable'> = {}): Kind {
  return { name, portable: true, ...more };
}

const LISTED: readonly Kind[] = [
  ...SURFACES.map((name) => fixed(name, { holds: 'anything' })),
  ...COLOURS.map((colour) => fixed(`${colour} box`, { holds: 'anything' })),
  fixed('stove', { holds: 'vessels', switch: true, heat: { to: 400, by: 60 } }),
  fixed('furnace', { holds: 'vessels', switch: true, door: true, heat: { to: 1600, by: 400 } }),
  fixed('fridge', { holds: 'food', door: true, heat: { to: 10, by: 10 } }),
  fixed('freezer', { holds: 'food', door: true, heat: { to: -50, by: 30 } }),
  fixed('sink', { holds: 'vessels', switch: true }),
  fixed('flowerpot', { holds: 'plant' }),
  fixed('beehive', { door: true }),
  fixed('bed', { holds: 'anything' }),
  loose('bee', { life: 'animal' }),
  loose('soil'),
  loose('thermometer'),
  loose('battery', { conducts: true }),
  loose('bulb', { conducts: true }),
  ...WIRES.map((name) => loose(name, { wire: true, conducts: true })),
  ...VESSELS.map((name) => loose(name, { holds: 'substance', vessel: true })),
  loose('flask', { holds: 'substance', vessel: true, keeps: true }),
  ...PLANTS.map((name) => loose(name, { life: 'plant' })),
  ...ANIMALS.map((name) => loose(name, { life: 'animal' })),
  ...ODDMENTS.map((name) => loose(name)),
  ...CONDUCTORS.map((name) => loose(name, { conducts: true })),
  ...INSULATORS.map((name) => loose(name, { conducts: false })),
  ...CROPS.map((name) => loose(name, { seed: true, life: 'plant' })),
  ...Object.entries(SUBSTANCES).map(([name, substance]) => loose(name, { substance })),
];

const byName = new Map(LISTED.map((kind) => [kind.name, kind]));

/** A kind by its name; throws for a name that is none, which is a fault of the program. */
export function kindOf(name: string): Kind {
  const kind = byName.get(name);
  if (!kind) throw new Error(`science has no kind ${name}.`);
  return kind;
}

export const unknownThing = (name: string, conducts: boolean): Kind => loose(name, { conducts });
export const unknownSubstance = (name: string, melts: number): Kind =>
  loose(name, { substance: { melts, boils: Number.POSITIVE_INFINITY } });

/** Every kind's name. */
export const KIND_NAMES: readonly string[] = [...byName.keys()];
