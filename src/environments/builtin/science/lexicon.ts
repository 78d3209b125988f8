/** Texts that together hold every word the environment, its instructions and its expert can say in any split. */
import { answers, degreesOf, HOTTEST, notPossible, reasons } from './answers.ts';
import { actionSpace } from './action-space.ts';
import { carried, inspect, roomView } from './describe.ts';
import { generate } from './generate.ts';
import { article } from '../article.ts';
import { CATEGORIES, type Goal, goalsOf, inBrief, inFull, LEVELS } from './goals.ts';
import { instructions } from './instructions.ts';
import { KIND_NAMES, STAGES, UNKNOWN_SUBSTANCES, UNKNOWN_THINGS } from './kinds.ts';
import { ROOMS } from './rooms.ts';
import { FORMS } from './substances.ts';
import { thoughts } from './thoughts.ts';
import type { World } from './world.ts';

export function* lexicon(): Iterable<string> {
  for (const { content } of instructions()) yield content;
  yield actionSpace.kind === 'calls' ? actionSpace.actions.map(({ template }) => template).join('\n') : '';
  yield [...KIND_NAMES, ...STAGES, ...UNKNOWN_SUBSTANCES, ...UNKNOWN_THINGS, ...CATEGORIES, ...ROOMS].join(' ');
  yield [...Object.values(FORMS).flatMap((forms) => Object.values(forms)), 'solid liquid gas'].join(' ');
  yield Array.from({ length: HOTTEST / 10 + 1 }, (_, i) => degreesOf(10 * i)).join('\n');
  yield [degreesOf(-10), degreesOf(HOTTEST + 10)].join('\n');
  for (const level of LEVELS) for (const goal of goalsOf(level).slice(0, 4)) yield* said(goal);
  yield Object.values(thoughts)
    .map((thought) => (thought as (a: string | number, b: string | number) => string)('apple', 'pot'))
    .join('\n');
  yield 'fills with water melts boils away freezes condenses grows into a shines goes dark an (closed, off) (open, on)';
}

/** What can be said of a house. */
function* said(goal: Goal): Iterable<string> {
  const world: World = generate(goal, 0);
  yield [inFull(goal, world.question), inBrief(goal, world.question), article(goal.subject), 'Your task:'].join('\n');
  for (const room of world.rooms.values()) {
    world.at = room;
    yield [roomView(world), carried(world), ...room.contents.map(inspect)].join('\n');
  }
  const [one, other] = world.things;
  if (!one || !other) return;
  const say = (sentence: unknown): string => (sentence as (a: unknown, b: unknown) => string)(one, other);
  for (const sentence of Object.values(reasons)) yield notPossible(say(sentence));
  yield answers.open(one, 'nothing');
  for (const sentence of Object.values(answers)) yield say(sentence).replaceAll('[object Object]', '');
}
