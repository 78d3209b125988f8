/**
 * Questions about the invented world, made from a level and a seed: one, two or three facts in a row, or two things
 * compared. A question is of its things' split, which all facts on its way are of too.
 */
import { random, type Random, seedOf } from '../../../../seeds.ts';
import type { Split } from '../../../contract.ts';
import type { LookUp, Question } from '../bank.ts';
import { nameOf, ownCorpus } from './passages.ts';
import { fill, relation, RELATION_NAMES, type RelationName, sentence } from './relations.ts';
import { suggestedBy } from './suggestions.ts';
import { type Thing, world } from './world.ts';

export type Level = '1 hop' | '2 hops' | '3 hops' | 'comparison';
export const LEVELS: readonly Level[] = ['1 hop', '2 hops', '3 hops', 'comparison'];

export interface OwnQuestion extends Question {
  readonly split: Split;
  /** Equal for questions that ask the same. */
  readonly asks: string;
}

const HOPS: Readonly<Record<Level, number>> = { '1 hop': 1, '2 hops': 2, '3 hops': 3, comparison: 0 };

export function ownQuestion(level: Level, seed: number): OwnQuestion {
  const draws = random(seedOf('search question', level, seed));
  for (;;) {
    const question = level === 'comparison' ? compared(draws) : chained(pathsOf(HOPS[level]), draws);
    if (question) return question;
  }
}

const known = new Map<number, readonly (readonly RelationName[])[]>();

/** All ways of so many relations in a row. Nobody is asked who is married to who is married to them. */
function pathsOf(hops: number): readonly (readonly RelationName[])[] {
  const before = known.get(hops);
  if (before) return before;
  const shorter = hops === 1 ? [[]] : pathsOf(hops - 1);
  const paths = shorter.flatMap((path) => {
    const last = path.at(-1);
    const next = RELATION_NAMES.filter(
      (name) =>
        last === undefined || (relation(last).to === relation(name).of && !(last === 'spouse' && name === last)),
    );
    return next.map((name) => [...path, name]);
  });
  known.set(hops, paths);
  return paths;
}

function chained(paths: readonly (readonly RelationName[])[], draws: Random): OwnQuestion | undefined {
  const path = draws.pick(paths);
  const kind = relation(path[0] as RelationName).of;
  const start = draws.pick(world().of(kind));
  const way: Thing[] = [];
  let value: Thing | string | undefined = start;
  for (const name of path) {
    if (value === undefined || typeof value === 'string' || way.includes(value)) return undefined;
    way.push(value);
    value = value.facts.get(name);
  }
  if (value === undefined || way.some((thing) => thing === value)) return undefined;
  const last = path.length - 1;
  const inner = path.slice(0, -1).reduce((x, name) => fill(relation(name).phrase, { x }), start.name);
  const facts = path.map((name, i) => tellerOf(way[i] as Thing, name));
  return {
    text: fill(relation(path[last] as RelationName).ask, { x: inner }),
    answers: [nameOf(value)],
    lookUps: facts.map((fact, i) => lookUp(fact, facts[i - 1])),
    conclusion: facts[last]?.said ?? '',
    suggests: suggestedBy([start]),
    split: start.split,
    asks: [...path, start.name].join('|'),
  };
}

const COMPARED = RELATION_NAMES.filter((name) => relation(name).compare !== undefined);

function compared(draws: Random): OwnQuestion | undefined {
  const name = draws.pick(COMPARED);
  const { of: kind, compare } = relation(name);
  const a = draws.pick(world().of(kind));
  const b = draws.pick(world().of(kind, a.split));
  const [valueA, valueB] = [a, b].map((thing) => Number(thing.facts.get(name)));
  if (valueA === undefined || valueB === undefined || valueA === valueB) return undefined;
  const [first, second] = valueA < valueB === (compare?.wants === 'less') ? [a, b] : [b, a];
  const facts = [tellerOf(a, name), tellerOf(b, name)] as const;
  const weighed = { x: nameOf(first.facts.get(name) ?? ''), y: nameOf(second.facts.get(name) ?? '') };
  return {
    text: fill(compare?.ask ?? '', { a: a.name, b: b.name }),
    answers: [first.name],
    lookUps: [lookUp(facts[0]), lookUp(facts[1], facts[0])],
    conclusion: `${facts[1].said} ${fill(compare?.state ?? '', weighed)}`,
    suggests: suggestedBy([a, b]),
    split: a.split,
    asks: [name, ...[a.name, b.name].toSorted()].join('|'),
  };
}

interface Fact {
  readonly need: string;
  readonly said: string;
  readonly query: string;
  readonly passage: number;
}

function tellerOf(thing: Thing, name: RelationName): Fact {
  const { phrase, state, key } = relation(name);
  return {
    need: `I need ${fill(phrase, { x: thing.name })}.`,
    said: sentence(fill(state, { x: thing.name, y: nameOf(thing.facts.get(name) ?? '') })),
    query: `${thing.name} ${key}`,
    passage: ownCorpus().telling(thing, name) ?? -1,
  };
}

function lookUp({ need, query, passage }: Fact, before?: Fact): LookUp {
  return { thought: before ? `${before.said} ${need}` : need, query, passage };
}
