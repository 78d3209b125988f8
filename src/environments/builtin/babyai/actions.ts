/**
 * Actions as text: what a policy's line means, and which actions are available. High-level ones name a thing that has
 * been seen, `red ball 1` or `blue closed door 2`; a door's state may be left out, and `pick up` is `pickup`. Carrying
 * them out is play.ts.
 */
import { COLOURS, type Colour, DOOR_STATES, type DoorState, KINDS, type Kind, passable, type Thing } from './grid.ts';
import type { Episode } from './episode.ts';

/** A thing as an action names it. */
export interface Name {
  readonly colour: Colour;
  readonly kind: Kind;
  readonly state: DoorState | undefined;
  readonly number: number;
}

const SIMPLE = ['turn left', 'turn right', 'move forward', 'drop', 'toggle', 'check available actions'] as const;
const NAMING = ['go to', 'pickup', 'go through', 'toggle and go through'] as const;
export type SimpleAction = (typeof SIMPLE)[number];
export type NamingAction = (typeof NAMING)[number];

export type Action =
  | { readonly verb: SimpleAction }
  | { readonly verb: NamingAction; readonly name: Name }
  | { readonly verb: 'empty' | 'unclear' };

/** Far longer than any action; more is not looked at. */
const LONGEST = 200;

/** Reads an action in any case and spacing; never throws. */
export function parseAction(text: string): Action {
  const words = text.slice(0, LONGEST).toLowerCase().match(/[a-z]+|\d+|[^a-z\d\s]+/gu) ?? [];
  if (words.at(-1) === '.') words.pop();
  if (words.length === 0) return { verb: 'empty' };
  const line = words.join(' ').replace(/^pick up /u, 'pickup ');
  const simple = SIMPLE.find((verb) => verb === line);
  if (simple) return { verb: simple };
  const verb = NAMING.find((candidate) => line.startsWith(`${candidate} `));
  const name = verb && parseName(line.slice(verb.length + 1).split(' '));
  return name ? { verb, name } : { verb: 'unclear' };
}

/** `<colour> <kind> <number>`, the state of a door before its colour or its kind. */
function parseName(words: readonly string[]): Name | undefined {
  const states = words.filter((word) => DOOR_STATES.some((state) => state === word));
  const rest = words.filter((word) => !states.includes(word));
  const colour = COLOURS.find((candidate) => candidate === rest[0]);
  const kind = KINDS.find((candidate) => candidate === rest[1]);
  const number = /^\d{1,3}$/u.test(rest[2] ?? '') ? Number(rest[2]) : undefined;
  const misplaced = words.length > 4 || rest.length !== 3 || (states.length > 0 && kind !== 'door');
  if (misplaced || !colour || !kind || number === undefined || words.at(-1) !== rest[2]) return undefined;
  return { colour, kind, number, state: states[0] as DoorState | undefined };
}

/** The seen thing of that name, whatever its state is said to be. */
export function findNamed({ memory }: Episode, { colour, kind, number }: Name): Thing | undefined {
  for (const thing of memory.known()) {
    if (thing.colour === colour && thing.kind === kind && memory.number(thing) === number) return thing;
  }
  return undefined;
}

/** Whether `toggle` would change what the agent faces. */
export function canToggle(episode: Episode): boolean {
  const faced = episode.faced();
  return faced?.kind === 'box' || (faced?.kind === 'door' && (faced.state !== 'locked' || episode.hasKeyTo(faced)));
}

/** What can be done with each kind of action, all of it available. */
export interface Available {
  readonly forward: boolean;
  readonly drop: boolean;
  readonly toggle: boolean;
  /** Things by the action that may name them: seen, and a way to them known. */
  readonly named: Readonly<Record<NamingAction, readonly Thing[]>>;
}

export function available(episode: Episode): Available {
  const { world, memory } = episode;
  const named: Record<NamingAction, Thing[]> = { 'go to': [], pickup: [], 'go through': [], 'toggle and go through': [] };
  for (const thing of memory.known()) {
    if (episode.poseAt(thing) === undefined) continue;
    if (!episode.isAt(thing)) named['go to'].push(thing);
    if (thing.kind !== 'door') {
      if (!world.carrying) named.pickup.push(thing);
    } else if (thing.state === 'open') {
      named['go through'].push(thing);
    } else if (thing.state === 'closed' || episode.hasKeyTo(thing)) {
      named['toggle and go through'].push(thing);
    }
  }
  return {
    forward: passable(episode.front()),
    drop: world.carrying !== undefined && episode.front() === undefined,
    toggle: canToggle(episode),
    named,
  };
}

/** Every available action, in its canonical form. */
export function availableActions(episode: Episode): string[] {
  const { forward, drop, toggle, named } = available(episode);
  const actions = ['turn left', 'turn right'];
  if (forward) actions.push('move forward');
  if (drop) actions.push('drop');
  if (toggle) actions.push('toggle');
  for (const verb of NAMING) for (const thing of named[verb]) actions.push(`${verb} ${episode.memory.name(thing)}`);
  actions.push('check available actions');
  return actions;
}
