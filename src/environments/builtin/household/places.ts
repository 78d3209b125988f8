/**
 * The kinds of places and what each room has of them. Names are everyday nouns in one word, as in ALFWorld; which places a
 * room of an episode has is decided in generate.ts.
 */
export type RoomName = 'kitchen' | 'living room' | 'bedroom' | 'bathroom';
export const ROOM_NAMES: readonly RoomName[] = ['kitchen', 'living room', 'bedroom', 'bathroom'];

/** Kinds that are closed at the start and must be opened. */
const CLOSING = ['cabinet', 'drawer', 'fridge', 'microwave', 'pantry', 'chest', 'safe', 'wardrobe', 'hamper'];
/** Kinds that things lie in, though they are always open. */
const HOLLOW = ['sinkbasin', 'bathtub', 'garbagecan', 'basket'];
/** The lamp that stands on the floor: a place to go to on which nothing lies. */
export const STANDING_LAMP = 'floorlamp';

export const closes = (kind: string): boolean => CLOSING.includes(kind);
export const isHollow = (kind: string): boolean => CLOSING.includes(kind) || HOLLOW.includes(kind);
export const holds = (kind: string): boolean => kind !== STANDING_LAMP;

/** How many of a kind a room has, at least and at most. */
export type Range = readonly [least: number, most: number];

/** In the order in which a room's places are named. */
export const ROOMS: Readonly<Record<RoomName, Readonly<Record<string, Range>>>> = {
  kitchen: {
    countertop: [1, 2],
    cabinet: [2, 4],
    drawer: [1, 3],
    shelf: [0, 2],
    diningtable: [0, 1],
    pantry: [0, 1],
    fridge: [1, 1],
    microwave: [1, 1],
    stove: [1, 1],
    sinkbasin: [1, 1],
    garbagecan: [0, 1],
  },
  'living room': {
    sofa: [1, 1],
    armchair: [0, 2],
    coffeetable: [1, 1],
    sidetable: [1, 2],
    tvstand: [0, 1],
    bookcase: [1, 2],
    desk: [0, 1],
    windowsill: [0, 1],
    drawer: [1, 3],
    chest: [0, 1],
    basket: [0, 1],
    floorlamp: [0, 1],
  },
  bedroom: {
    bed: [1, 1],
    desk: [1, 1],
    nightstand: [1, 2],
    dresser: [0, 1],
    shelf: [1, 2],
    armchair: [0, 1],
    drawer: [1, 3],
    wardrobe: [1, 1],
    safe: [0, 1],
    hamper: [0, 1],
    basket: [0, 1],
    floorlamp: [0, 1],
  },
  bathroom: {
    sinkbasin: [1, 2],
    countertop: [1, 1],
    bathtub: [1, 1],
    toilet: [1, 1],
    towelrack: [0, 1],
    shelf: [1, 2],
    cabinet: [2, 3],
    drawer: [0, 2],
    hamper: [0, 1],
    garbagecan: [0, 1],
  },
};

export const PLACE_KINDS: readonly string[] = [...new Set(ROOM_NAMES.flatMap((room) => Object.keys(ROOMS[room])))];

/** Kinds of a room that it has in every episode. */
export function alwaysIn(room: RoomName, kind: string): boolean {
  return (ROOMS[room][kind]?.[0] ?? 0) > 0;
}

/** Lamps, and where each is found; the standing lamp is a place of its own. */
export const LAMPS: Readonly<Record<string, readonly string[]>> = {
  desklamp: ['desk', 'sidetable', 'dresser', 'shelf', 'bookcase'],
  tablelamp: ['nightstand', 'sidetable', 'coffeetable', 'dresser', 'desk'],
  [STANDING_LAMP]: [STANDING_LAMP],
};
export const LAMP_KINDS: readonly string[] = Object.keys(LAMPS);
