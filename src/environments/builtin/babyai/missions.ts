/**
 * Missions: what is asked for, as a tree, and the sentence it is said in. Four things can be asked for (go to, open,
 * pick up, put next to), alone or two joined by `then`, `after you` or `and`. What fulfils one is the verifier's business.
 */
import type { Colour, Grid, Kind, Thing } from './grid.ts';
import { roomOf } from './paths.ts';
import { bearing } from './view.ts';

export const PLACES = ['in front of you', 'behind you', 'on your left', 'on your right'] as const;
export type Place = (typeof PLACES)[number];

/** What a mission says of a thing; what is left out can be anything. */
export interface Description {
  readonly kind?: Kind;
  readonly colour?: Colour;
  /** As seen from where the agent starts, of things in the room it starts in. */
  readonly place?: Place;
}

export type Order =
  | {
      readonly verb: 'go to' | 'open' | 'pick up';
      readonly target: Description;
      /** The episode is lost once another door is toggled (`open`) or another thing taken (`pick up`). */
      readonly strict?: boolean;
    }
  | { readonly verb: 'put'; readonly target: Description; readonly beside: Description };

export type Mission =
  | Order
  /** `then`: first, then second. `after`: the sentence names `second` before `first`, the order stays. `and`: any order. */
  | { readonly join: 'then' | 'after' | 'and'; readonly first: Mission; readonly second: Mission };

/** The things of the initial state, with what the agent carries, that a description fits. */
export function matching(grid: Grid, { kind, colour, place }: Description): Thing[] {
  const { carried } = grid;
  const things = carried ? [...grid.things(), carried] : grid.things();
  const alike = things.filter(
    (thing) => (kind === undefined || thing.kind === kind) && (colour === undefined || thing.colour === colour),
  );
  if (place === undefined || alike.length === 0) return alike;
  const room = roomOf(grid);
  return alike.filter(({ x, y }) => x >= 0 && room[y * grid.width + x] === 1 && isAt(grid, place, x, y));
}

function isAt(grid: Grid, place: Place, x: number, y: number): boolean {
  const { ahead, right } = bearing(grid.agent, x, y);
  if (place === 'in front of you') return ahead > 0;
  if (place === 'behind you') return ahead < 0;
  return place === 'on your left' ? right < 0 : right > 0;
}

/** How many primitive trips the mission takes, which the step limit is made from. */
export function trips(mission: Mission): number {
  if ('join' in mission) return trips(mission.first) + trips(mission.second);
  return mission.verb === 'put' ? 2 : 1;
}

/** The mission as a sentence without a full stop, e.g. `go to the red ball`, `open a door, then pick up the key`. */
export function sentence(grid: Grid, mission: Mission): string {
  if (!('join' in mission)) return order(grid, mission);
  const [first, second] = [sentence(grid, mission.first), sentence(grid, mission.second)];
  if (mission.join === 'then') return `${first}, then ${second}`;
  return mission.join === 'after' ? `${second} after you ${first}` : `${first} and ${second}`;
}

function order(grid: Grid, wanted: Order): string {
  const target = phrase(grid, wanted.target);
  return wanted.verb === 'put' ? `put ${target} next to ${phrase(grid, wanted.beside)}` : `${wanted.verb} ${target}`;
}

/** `a` or `an` where several things fit, else `the`. */
function phrase(grid: Grid, description: Description): string {
  const indefinite = description.colour === undefined && description.kind === undefined ? 'an' : 'a';
  const article = matching(grid, description).length > 1 ? indefinite : 'the';
  const words = [article, description.colour, description.kind ?? 'object', description.place];
  return words.filter((word) => word !== undefined).join(' ');
}

/** The single orders of a mission, in the order of the tree. */
export function orders(mission: Mission): Order[] {
  return 'join' in mission ? [...orders(mission.first), ...orders(mission.second)] : [mission];
}
