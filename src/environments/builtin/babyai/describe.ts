/**
 * The compact observation: what was said about the last action, the goal, the things in view from near to far, what is
 * carried, and the kinds of action that are available beside turning. Kept to about 60 word tokens by leaving out far
 * things that the mission does not name, doors last. full-text.ts has the longer form.
 */
import { available } from './actions.ts';
import type { Episode } from './episode.ts';
import type { Sighting } from './memory.ts';

export const OBSERVATION_TOKENS = 60;
/** Tokens that things in view may take however long the rest is, so that a long mission leaves some of the view. */
const LEAST_FOR_VIEW = 24;

/** Words, numbers and punctuation marks of a text. */
export function wordTokens(text: string): number {
  return text.match(/[a-z]+|\d+|[^a-z\d\s]/giu)?.length ?? 0;
}

/** @param said an answer to the last action, shown first */
export function compact(episode: Episode, said?: string): string {
  const answer = said === undefined ? '' : `${said}\n`;
  const goal = `Goal: ${episode.goal}.`;
  const rest = `${carriedText(episode)}\n${kindsText(episode)}`;
  const wall = episode.front() === 'wall' ? ' You face a wall.' : '';
  const taken = wordTokens(answer) + wordTokens(goal) + wordTokens(rest) + wordTokens(wall) + wordTokens('You see .');
  return `${answer}${goal}\n${viewText(episode, OBSERVATION_TOKENS - taken)}${wall}\n${rest}`;
}

function viewText(episode: Episode, room: number): string {
  const inView = episode.memory.inView();
  if (inView.length === 0) return 'You see nothing.';
  const shown = fitting(episode, inView, Math.max(room, LEAST_FOR_VIEW));
  const parts = shown.map((sighting) => `${episode.memory.name(sighting.thing)} ${placeText(sighting)}`);
  return `You see ${parts.join(', ')}${shown.length < inView.length ? ' and more' : ''}.`;
}

/** E.g. `3 ahead 2 left`, `1 right`. */
export function placeText({ ahead, right }: Pick<Sighting, 'ahead' | 'right'>): string {
  const along = ahead > 0 ? `${ahead} ahead` : '';
  if (right === 0) return along;
  return `${along}${along && ' '}${Math.abs(right)} ${right < 0 ? 'left' : 'right'}`;
}

/** As many sightings as fit, in their order: first those that the mission names, then doors, then the nearest. */
function fitting(episode: Episode, inView: readonly Sighting[], room: number): readonly Sighting[] {
  const sizes = inView.map(size);
  let left = room - sizes.reduce((sum, each) => sum + each, 0);
  if (left >= 0) return inView;
  left -= wordTokens('and more');
  const goals = episode.verifier.pending();
  const rank = ({ thing }: Sighting): number => {
    if (goals.some(({ targets, beside }) => targets.has(thing) || beside.has(thing))) return 2;
    return thing.kind === 'door' ? 1 : 0;
  };
  const omitted = new Set<number>();
  for (const least of [0, 1, 2]) {
    // The nearest thing is always shown.
    for (let i = inView.length - 1; i > 0 && left < 0; i--) {
      const sighting = inView[i];
      if (!sighting || rank(sighting) !== least) continue;
      omitted.add(i);
      left += sizes[i] ?? 0;
    }
  }
  return inView.filter((_, i) => !omitted.has(i));
}

/** Word tokens of a sighting, the comma after it included. */
function size({ thing, ahead, right }: Sighting): number {
  return 4 + (thing.state === undefined ? 0 : 1) + (ahead > 0 ? 2 : 0) + (right === 0 ? 0 : 2);
}

function carriedText({ world, memory }: Episode): string {
  return `You carry ${world.carrying ? memory.name(world.carrying) : 'nothing'}.`;
}

/** Kinds of action that are available; turning always is. */
function kindsText(episode: Episode): string {
  const { forward, drop, toggle, named } = available(episode);
  const kinds = ['turn'];
  if (forward) kinds.push('move forward');
  for (const [verb, things] of Object.entries(named)) {
    if (things.length > 0 && verb !== 'toggle and go through') kinds.push(verb);
  }
  if (drop) kinds.push('drop');
  if (toggle) kinds.push('toggle');
  if (named['toggle and go through'].length > 0) kinds.push('toggle and go through');
  return `Actions: ${kinds.join(', ')}.`;
}
