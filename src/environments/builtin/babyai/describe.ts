/**
 * Everything the environment says. Nothing a policy wrote is quoted back but names of things, so the vocabulary is
 * closed (`lexicon`). The compact form is for small models: about 60 tokens, the goal always first.
 */
import { available } from './actions.ts';
import type { Thing } from './grid.ts';
import type { Game } from './game.ts';
import type { Memory, Sight } from './memory.ts';

/**
 * Most words, numbers and marks of a compact observation with a goal of `GOAL_TOKENS` at most; a longer goal has its own
 * room. Things of the goal are named even beyond it.
 */
export const COMPACT_TOKENS = 60;
export const GOAL_TOKENS = 16;

export const answers = {
  won: () => 'The task is completed.',
  outOfSteps: () => 'No steps are left. The task is over.',
  over: () => 'The task is over.',
  blocked: () => 'The way is blocked.',
  emptyHanded: () => 'You carry nothing to drop.',
  noRoom: () => 'There is no room to drop it.',
  nothingToToggle: () => 'Nothing ahead can be toggled.',
  needKey: (colour: string) => `It is locked. You need the ${colour} key.`,
  notSeen: (name: string) => `There is no ${name}.`,
  noWay: (name: string) => `You see no way to ${name}.`,
  alreadyThere: (name: string) => `You are already at ${name}.`,
  notPortable: () => 'A door cannot be picked up.',
  handsFull: () => 'Your hands are full. Drop first.',
  notOpen: (state: string) => `The door is ${state}.`,
  isOpen: () => 'The door is open. Go through it.',
  empty: () => 'The action is empty.',
  unclear: () => 'The action is not understood.',
  available: (actions: readonly string[]) => `Available actions: ${actions.join(', ')}.`,
};

/** Said in strict levels only. */
export const failures = {
  wrong: () => 'That was the wrong one. The task is over.',
};

/** How many words, numbers and marks a text of plain ASCII has. */
export function tokens(text: string): number {
  let count = 0;
  let inWord = false;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    const small = code | 32;
    const isWord = (small >= 97 && small <= 122) || (code >= 48 && code <= 57);
    if (isWord ? !inWord : code > 32) count++;
    inWord = isWord;
  }
  return count;
}

/** The name with the state of a door before it: `closed red door 1`. */
export function inFull(memory: Memory, thing: Thing): string {
  return thing.kind === 'door' ? `${thing.state} ${memory.name(thing)}` : memory.name(thing);
}

/** E.g. `red ball 1 3 ahead 2 left`. */
function seenAt(memory: Memory, { thing, ahead, right }: Sight): string {
  const side = right === 0 ? '' : ` ${Math.abs(right)} ${right > 0 ? 'right' : 'left'}`;
  return `${inFull(memory, thing)} ${ahead} ahead${side}`;
}

export function compactView(game: Game, answer: string): string {
  const { memory } = game;
  const first = `Goal: ${game.world.sentence}.`;
  const last = `${carrying(game, 'You carry nothing.')} ${facing(game)}\n${kinds(game)}`;
  const goal = Math.min(tokens(first), GOAL_TOKENS);
  let room = COMPACT_TOKENS - tokens(answer.startsWith('Available') ? '' : answer) - goal - tokens(last) - 4;
  const wanted = wantedThings(game);
  const shown: string[] = [];
  let cut = false;
  // Things of the goal have their room kept for them.
  const must = memory.inView.filter(({ thing }) => wanted.has(thing)).slice(0, 3);
  for (const sight of must) room -= tokens(seenAt(memory, sight)) + 1;
  for (const sight of memory.inView) {
    const text = seenAt(memory, sight);
    if (!must.includes(sight)) {
      room -= tokens(text) + 1;
      if (room < 2) cut = true;
      if (room < 0 || cut) continue;
    }
    shown.push(text);
  }
  const list = shown.length === 0 ? 'nothing' : shown.join(', ');
  return `${first}\nYou see ${list}${cut ? ' and more' : ''}.${before(game, wanted, room)}\n${last}`;
}

/** Things the goal speaks of that still have to do with it. */
export function wantedThings(game: Game): Set<Thing> {
  const pending = game.verifier.pending();
  return new Set(pending ? [...pending.targets, ...pending.beside] : []);
}

/** Out of view but seen before: what the goal speaks of, then doors that were never opened, then keys. */
function before({ memory, grid }: Game, wanted: ReadonlySet<Thing>, most: number): string {
  const inView = new Set(memory.inView.map(({ thing }) => thing));
  const rank = (thing: Thing): number => {
    if (wanted.has(thing)) return 0;
    if (thing.kind === 'door') return thing.state === 'open' ? 9 : 1;
    return thing.kind === 'key' ? 2 : 9;
  };
  const { x, y } = grid.agent;
  const far = (thing: Thing): number => Math.abs(thing.x - x) + Math.abs(thing.y - y);
  const candidates = memory
    .known()
    .filter((thing) => !inView.has(thing) && rank(thing) < 9)
    .toSorted((a, b) => rank(a) - rank(b) || far(a) - far(b));
  let room = most - 3;
  const shown: string[] = [];
  for (const thing of candidates) {
    const text = inFull(memory, thing);
    room -= tokens(text) + 1;
    if (room < 0) break;
    shown.push(text);
  }
  return shown.length === 0 ? '' : ` Seen before: ${shown.join(', ')}.`;
}

function carrying({ grid, memory }: Game, nothing: string): string {
  return grid.carried ? `You carry ${memory.name(grid.carried)}.` : nothing;
}

function facing(game: Game): string {
  const cell = game.ahead();
  if (cell === undefined) return 'Ahead is free.';
  return cell === 'wall' ? 'Ahead is a wall.' : `Ahead is ${inFull(game.memory, cell)}.`;
}

/** The kinds of actions that make sense now, in a fixed order. */
function kinds(game: Game): string {
  const { grid, memory } = game;
  const front = game.ahead();
  const known = memory.inView;
  const list = ['turn'];
  if (grid.walkable(grid.frontX(), grid.frontY())) list.push('move');
  if (known.length > 0) list.push('go to');
  if (!grid.carried && known.some(({ thing }) => thing.kind !== 'door')) list.push('pickup');
  if (grid.carried && front === undefined) list.push('drop');
  if (typeof front === 'object' && (front.kind === 'door' || front.kind === 'box')) list.push('toggle');
  if (known.some(({ thing }) => thing.kind === 'door')) list.push('go through');
  return `Actions: ${list.join(', ')}.`;
}

export function fullView(game: Game, answer: string): string {
  const { memory, world } = game;
  const list = memory.inView.map((sight) => `There is a ${inWords(memory, sight)}.`).join(' ');
  const objects = list === '' ? 'You can see no objects.' : `In front of you, you can see these objects: ${list}`;
  const actions = answer.startsWith('Available') ? '' : `\n${answers.available(available(memory))}`;
  const hands = carrying(game, 'You are not carrying anything.');
  return `Your goal: ${world.sentence}.\n${objects} ${facing(game)} ${hands}${actions}`;
}

/** E.g. `red ball 1, 3 steps in front of you and 2 steps to your left`. */
function inWords(memory: Memory, { thing, ahead, right }: Sight): string {
  const parts: string[] = [];
  if (ahead > 0) parts.push(`${steps(ahead)} in front of you`);
  if (right !== 0) parts.push(`${steps(Math.abs(right))} to your ${right > 0 ? 'right' : 'left'}`);
  return `${inFull(memory, thing)}${parts.length === 0 ? ' where you stand' : `, ${parts.join(' and ')}`}`;
}

function steps(count: number): string {
  return `${count} ${count === 1 ? 'step' : 'steps'}`;
}
