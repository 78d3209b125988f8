/** What the random policy may try: searches for the facts of a thing that was named, and answers with what was named. */
import { answer, search } from '../actions.ts';
import type { OwnPassage } from './passages.ts';
import { relation, type RelationName } from './relations.ts';
import type { Thing } from './world.ts';

const known = new WeakMap<Thing | OwnPassage, readonly string[]>();

export function suggestedBy(things: readonly Thing[]): readonly string[] {
  return things.flatMap(ofThing);
}

export function suggestedByPassage(passage: OwnPassage): readonly string[] {
  const before = known.get(passage);
  if (before) return before;
  const all = [...suggestedBy(passage.things), ...passage.values.map(answer)];
  known.set(passage, all);
  return all;
}

function ofThing(thing: Thing): readonly string[] {
  const before = known.get(thing);
  if (before) return before;
  const names = [...thing.facts.keys()] as RelationName[];
  const keys = new Set(names.map((name) => relation(name).key));
  const all = [...[...keys].map((key) => search(`${thing.name} ${key}`)), answer(thing.name)];
  known.set(thing, all);
  return all;
}
