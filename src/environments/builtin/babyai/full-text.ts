/**
 * The full observation, in the form of the Python AgentGym: the view in sentences and the list of every available
 * action. Unlike the original it restates the goal each time. describe.ts has the compact form.
 */
import { availableActions } from './actions.ts';
import type { Episode } from './episode.ts';
import { ahead, passable } from './grid.ts';
import type { Sighting } from './memory.ts';

/** @param said an answer to the last action */
export function fullText(episode: Episode, said?: string): string {
  const actions = availableActions(episode).map((action) => `"${action}"`);
  const answer = said === undefined ? '' : `${said}\n`;
  const view = [viewText(episode), 'The room has walls around you.', ...facingText(episode), carryingText(episode)];
  return `${answer}Your goal: ${episode.goal}\n${view.join(' ')}\nAvailable actions: [${actions.join(', ')}]`;
}

function viewText({ memory }: Episode): string {
  const inView = memory.inView();
  if (inView.length === 0) return 'In front of you in this room, you can see no objects.';
  const sentences = inView.map((sighting) => `There is a ${memory.name(sighting.thing)} ${whereText(sighting)}.`);
  return `In front of you in this room, you can see several objects: ${sentences.join(' ')}`;
}

function whereText({ ahead: steps, right }: Sighting): string {
  if (right === 0) return `right in front of you ${steps} steps away`;
  return `${steps} steps in front of you and ${Math.abs(right)} steps to your ${right < 0 ? 'left' : 'right'}`;
}

/** The first thing straight ahead, as far as that has been seen. */
function facingText({ world, memory }: Episode): string[] {
  const { heading } = world.agent;
  let steps = 1;
  let cell = ahead(world, world.agent);
  while (memory.seen[cell] === 1 && passable(world.cells[cell])) {
    cell = ahead(world, { cell, heading });
    steps++;
  }
  const content = world.cells[cell];
  if (memory.seen[cell] !== 1 || content === undefined) return [];
  return [`You are facing a ${content === 'wall' ? 'wall' : memory.name(content)} ${steps} steps away.`];
}

function carryingText({ world, memory }: Episode): string {
  return world.carrying ? `You are carrying a ${memory.name(world.carrying)}.` : 'You are not carrying anything.';
}
