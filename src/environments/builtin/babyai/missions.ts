/**
 * The instruction language: clauses (go to, open, pick up, put next to) over descriptions (colour, kind, place), joined
 * by `then`, `after you` and `and`. Makes words of missions and finds what a description means in a world; what counts
 * as done is the verifier's business.
 */
import { type Colour, direction, type Kind, type Thing, thingsIn, type World } from './grid.ts';

/** As seen from where the agent starts, and only in its room. */
export const PLACES = ['left', 'right', 'front', 'behind'] as const;
export type Place = (typeof PLACES)[number];

/** What is left out matches anything. */
export interface Description {
  readonly kind?: Kind;
  readonly colour?: Colour;
  readonly place?: Place;
}

export type Clause =
  | { readonly verb: 'go to' | 'open' | 'pick up'; readonly target: Description }
  | { readonly verb: 'put next to'; readonly target: Description; readonly beside: Description };

/** `then`: first before second. `after`: `first` is said first and comes second. `and`: in any order. */
export interface Joined {
  readonly order: 'then' | 'after' | 'and';
  readonly first: Mission;
  readonly second: Mission;
}

export type Mission = Clause | Joined;

/** Things a description means. */
export type Finder = (description: Description) => readonly Thing[];

const PLACE_WORDS: Readonly<Record<Place, string>> = {
  left: 'on your left',
  right: 'on your right',
  front: 'in front of you',
  behind: 'behind you',
};
const JOINTS: Readonly<Record<Joined['order'], string>> = { then: ', then ', after: ' after you ', and: ' and ' };

/** The clauses of a mission, as they are said. */
export function clausesOf(mission: Mission): readonly Clause[] {
  return 'verb' in mission ? [mission] : [...clausesOf(mission.first), ...clausesOf(mission.second)];
}

/** Colour and kind, e.g. `red ball`; `object` where the kind is open. */
export function describe({ colour, kind }: Description): string {
  return colour === undefined ? (kind ?? 'object') : `${colour} ${kind ?? 'object'}`;
}

/** A mission in words, with `the` before what there is one of and `a` before what there are several of. */
export function missionWords(mission: Mission, find: Finder): string {
  if (!('verb' in mission)) {
    return missionWords(mission.first, find) + JOINTS[mission.order] + missionWords(mission.second, find);
  }
  const noun = (description: Description): string => {
    const article = find(description).length > 1 ? 'a' : 'the';
    const where = description.place === undefined ? '' : ` ${PLACE_WORDS[description.place]}`;
    return `${article} ${describe(description)}${where}`;
  };
  if (mission.verb === 'put next to') return `put ${noun(mission.target)} next to ${noun(mission.beside)}`;
  return `${mission.verb} ${noun(mission.target)}`;
}

/**
 * What descriptions mean in a world's initial state: things on the grid, in boxes and in hand.
 * @param sameRoom whether a cell is in the room that the agent starts in
 */
export function finderIn(world: World, sameRoom: (cell: number) => boolean): Finder {
  const placed: { item: Thing; cell: number }[] = [];
  const add = (item: Thing | undefined, cell: number): void => {
    if (item === undefined) return;
    placed.push({ item, cell });
    add(item.contains, cell);
  };
  for (const item of thingsIn(world)) add(item, item.cell);
  add(world.carrying, world.agent.cell);
  const start = { ...world.agent };
  return ({ kind, colour, place }) =>
    placed
      .filter(
        ({ item, cell }) =>
          (kind === undefined || item.kind === kind) &&
          (colour === undefined || item.colour === colour) &&
          (place === undefined || (sameRoom(cell) && lies(place, offset(world, start.cell, cell), start.heading))),
      )
      .map(({ item }) => item);
}

function offset({ width }: World, from: number, to: number): { x: number; y: number } {
  return { x: (to % width) - (from % width), y: Math.floor(to / width) - Math.floor(from / width) };
}

function lies(place: Place, { x, y }: { x: number; y: number }, heading: number): boolean {
  const forward = direction(heading);
  const right = direction(heading + 1);
  const along = x * forward.x + y * forward.y;
  const across = x * right.x + y * right.y;
  if (place === 'front') return along > 0;
  if (place === 'behind') return along < 0;
  return place === 'right' ? across > 0 : across < 0;
}
