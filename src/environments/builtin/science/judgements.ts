/**
 * What is decided at the moment of an action, and not by how things stand after it: what is focused on, what the
 * thermometer said, what an answer was.
 */
import { boxOf, isMeant, isTestedBefore, rightBox } from './subgoals.ts';
import type { Thing, World } from './world.ts';

/** Focuses on a thing. False where the task is not about it: the task has failed then. */
export function judgeFocus(world: World, thing: Thing): boolean {
  if (isMeant(world, thing)) {
    if (world.focus !== thing) world.reading = undefined;
    world.focus = thing;
    return true;
  }
  const { question, reading } = world;
  world.answer = question !== undefined && reading !== undefined && thing.kind.name === rightBox(world);
  world.failed = !world.answer;
  return world.answer;
}

/** A thermometer's word counts for what is in focus; for a melting point while it melts. */
export function noteReading(world: World, thing: Thing): void {
  const { goal, focus, question } = world;
  if (!question || thing !== focus) return;
  if (goal.level === 'temperature' || thing.temperature === thing.kind.substance?.melts)
    world.reading = thing.temperature;
}

/** Where moving a thing to a box is the answer: whether it is the right one, after the test. False fails the task. */
export function judgeAnswer(world: World, thing: Thing, into: Thing): boolean {
  const { question, goal, focus } = world;
  const asked = goal.level === 'conduct' || goal.level === 'circuit';
  if (!asked || !question || thing.kind !== world.subject?.kind) return true;
  if (![`${question.yes} box`, `${question.no} box`].includes(into.kind.name)) return true;
  world.failed = !(thing === focus && isTestedBefore(world) && boxOf(thing) === rightBox(world));
  return !world.failed;
}
