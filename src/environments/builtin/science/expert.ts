/**
 * The expert: the next move towards the goal, by legal actions and from what was seen so far. It knows the house and what
 * substances are like; of what is unknown (melting points, what conducts) it knows only what it measured.
 */
import type { ExpertMove } from '../../contract.ts';
import { electricMove } from './expert-electric.ts';
import { findMove } from './expert-find.ts';
import { growMove } from './expert-grow.ts';
import { changeMove, measureMove, meltingPointMove } from './expert-heat.ts';
import { reach } from './moves.ts';
import { thoughts } from './thoughts.ts';
import { nameOf, type World } from './world.ts';

export function nextMove(world: World): ExpertMove {
  const { goal, subject, focus } = world;
  if (!subject) return findMove(world);
  const name = nameOf(subject);
  if (!focus)
    return reach(world, subject, thoughts.need(name)) ?? { thought: thoughts.focus(name), action: `focus on ${name}` };
  switch (goal.level) {
    case 'temperature':
      return measureMove(world, focus);
    case 'melting':
      return meltingPointMove(world, focus);
    case 'conduct':
    case 'circuit':
      return electricMove(world, focus);
    case 'grow':
    case 'fruit':
      return growMove(world, focus);
    default:
      return changeMove(world, focus);
  }
}
