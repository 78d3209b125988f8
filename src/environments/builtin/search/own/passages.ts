/** The passages that tell the facts of the invented world, and which passage tells which fact. */
import { type Kind, fill, type RelationName } from './relations.ts';
import { type Thing, world } from './world.ts';

export interface OwnPassage {
  readonly title: string;
  readonly text: string;
  /** The things that it names, and the words and numbers that it gives of them. */
  readonly things: readonly Thing[];
  readonly values: readonly string[];
}

interface Telling {
  readonly tells: readonly RelationName[];
  readonly text: string;
}

/** `{x}` is the thing itself; the others are values of its relations. */
const TELLINGS: Readonly<Record<Kind, readonly Telling[]>> = {
  person: [
    { tells: ['birthplace', 'birth'], text: '{x} was born in {birthplace} in {birth}.' },
    { tells: ['job', 'employer'], text: '{x} works as a {job} for {employer}.' },
    { tells: ['spouse'], text: '{x} is married to {spouse}.' },
  ],
  town: [
    { tells: ['country', 'mountain'], text: '{x} is a town in {country} near {mountain}.' },
    { tells: ['mayor'], text: 'The mayor of {x} is {mayor}.' },
  ],
  mountain: [{ tells: ['height', 'climber'], text: '{x} is {height} meters high and was first climbed by {climber}.' }],
  company: [
    { tells: ['seat', 'product'], text: '{x} is a company in {seat} that makes {product}.' },
    { tells: ['founder', 'founding'], text: '{x} was founded by {founder} in {founding}.' },
  ],
  book: [
    {
      tells: ['author', 'published', 'setting'],
      text: '{x} is a book by {author} of {published}, set in {setting}.',
    },
  ],
  film: [
    { tells: ['director', 'shown'], text: '{x} is a film of {shown}, directed by {director}.' },
    { tells: ['source'], text: 'The film {x} is based on {source}.' },
  ],
};

export interface OwnCorpus {
  readonly passages: readonly OwnPassage[];
  /** The number of the passage that tells a fact; undefined where the thing has no such fact. */
  telling(thing: Thing, name: RelationName): number | undefined;
}

let made: OwnCorpus | undefined;

export function ownCorpus(): OwnCorpus {
  made ??= make();
  return made;
}

function make(): OwnCorpus {
  const passages: OwnPassage[] = [];
  const tellers = new Map<Thing, Map<RelationName, number>>();
  for (const thing of world().things) {
    const mine = new Map<RelationName, number>();
    tellers.set(thing, mine);
    for (const { tells, text } of TELLINGS[thing.kind]) {
      const values = tells.map((name) => thing.facts.get(name)).filter((value) => value !== undefined);
      if (values.length < tells.length) continue;
      for (const name of tells) mine.set(name, passages.length);
      const known = Object.fromEntries(tells.map((name, i) => [name, nameOf(values[i] as Thing | string)]));
      passages.push({
        title: thing.name,
        text: fill(text, { x: thing.name, ...known }),
        things: [thing, ...values.filter((value) => typeof value !== 'string')],
        values: values.filter((value) => typeof value === 'string'),
      });
    }
  }
  return { passages, telling: (thing, name) => tellers.get(thing)?.get(name) };
}

/** A value as it is written. */
export function nameOf(value: Thing | string): string {
  return typeof value === 'string' ? value : value.name;
}
