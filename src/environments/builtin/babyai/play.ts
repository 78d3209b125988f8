/**
 * Carries out an action: a simple one is one primitive, one that names a thing is the walk to it and what is done there.
 * An action that is not available costs nothing and is answered with the reason.
 */
import type { Action, Name, NamingAction } from './actions.ts';
import { availableActions, findNamed } from './actions.ts';
import { answers } from './answers.ts';
import type { Episode } from './episode.ts';
import { NOWHERE, passable, type Thing } from './grid.ts';

/** Returns what there is to say beside the view; nothing where the action was simply done. */
export function play(episode: Episode, action: Action): string | undefined {
  switch (action.verb) {
    case 'turn left':
      episode.play(['left']);
      return undefined;
    case 'turn right':
      episode.play(['right']);
      return undefined;
    case 'move forward':
      return forward(episode);
    case 'drop':
      return drop(episode);
    case 'toggle':
      return toggle(episode);
    case 'check available actions':
      return answers.listed(availableActions(episode));
    case 'empty':
      return answers.empty();
    case 'unclear':
      return answers.unclear();
    default:
      return named(episode, action.verb, action.name);
  }
}

function forward(episode: Episode): string | undefined {
  const front = episode.front();
  if (front === 'wall') return answers.wall();
  if (!passable(front)) return front && answers.blocked(episode.memory.name(front));
  episode.play(['forward']);
  return undefined;
}

function drop(episode: Episode): string | undefined {
  if (!episode.world.carrying) return answers.handsEmpty();
  if (episode.front() !== undefined) return answers.noRoom();
  episode.play(['drop']);
  return undefined;
}

function toggle(episode: Episode): string | undefined {
  const faced = episode.faced();
  if (faced?.kind !== 'door' && faced?.kind !== 'box') return answers.nothingToToggle();
  const locked = lockedTo(episode, faced);
  if (locked !== undefined) return locked;
  episode.play(['toggle']);
  return undefined;
}

/** What is missing for a door that is locked. */
function lockedTo(episode: Episode, door: Thing): string | undefined {
  if (door.state !== 'locked' || episode.hasKeyTo(door)) return undefined;
  return answers.needsKey(episode.memory.name(door), `${door.colour} key`);
}

function named(episode: Episode, verb: NamingAction, said: Name): string | undefined {
  const { memory, world } = episode;
  const thing = findNamed(episode, said);
  if (!thing) return answers.notSeen(`${said.colour} ${said.kind} ${Math.min(said.number, MOST_NUMBER)}`);
  const name = memory.name(thing);
  if (said.state !== undefined && said.state !== thing.state) return answers.isState(name);
  if (thing === world.carrying) return answers.inHand(name);
  if (thing.cell === NOWHERE) return answers.gone(name);
  const wrong = unfit(episode, verb, thing);
  if (wrong !== undefined) return wrong;
  if (episode.poseAt(thing) === undefined) return answers.noWay(name);
  if (verb === 'go to' && episode.isAt(thing)) return answers.there(name);
  if (!episode.walkTo(thing)) return undefined;
  if (verb === 'pickup') episode.play(['pickup']);
  if (verb === 'toggle and go through' && !episode.play(['toggle'])) return undefined;
  if (verb === 'go through' || verb === 'toggle and go through') episode.passDoor();
  return undefined;
}

/** The largest number that a name is answered with; no world has as many things of a colour and kind. */
export const MOST_NUMBER = 40;

/** Why the verb cannot be done to the thing, wherever it is. */
function unfit(episode: Episode, verb: NamingAction, thing: Thing): string | undefined {
  const { memory, world } = episode;
  const name = memory.name(thing);
  if (verb === 'go to') return undefined;
  if (verb === 'pickup') {
    if (thing.kind === 'door') return answers.notPortable(name);
    return world.carrying && answers.handsFull(memory.name(world.carrying));
  }
  if (thing.kind !== 'door') return answers.notDoor(name);
  if (verb === 'go through') return thing.state === 'open' ? undefined : answers.isState(name);
  return thing.state === 'open' ? answers.isState(name) : lockedTo(episode, thing);
}
