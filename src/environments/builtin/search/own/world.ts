/**
 * The invented world: people, towns, mountains, companies, books and films, and what is true of them; the same on every
 * machine. Each thing belongs to one split by the hash of its name, and facts link things of one split alone, so that
 * what is asked in one split is of no use in another.
 */
import { type Random, random, seedOf } from '../../../../seeds.ts';
import { type Split, SPLITS } from '../../../contract.ts';
import { splitByHash } from '../../splits.ts';
import { fill, type Kind, KINDS, type RelationName } from './relations.ts';
import { COUNTRIES, JOBS, NAMING, PRODUCTS } from './words.ts';

export interface Thing {
  readonly kind: Kind;
  readonly name: string;
  readonly split: Split;
  /** Values of its relations: things or words. */
  readonly facts: Map<RelationName, Thing | string>;
}

export interface World {
  readonly things: readonly Thing[];
  /** Of a kind, in a split or in all. */
  of(kind: Kind, split?: Split): readonly Thing[];
}

/** Out of five people three are married or so. */
const MARRIED = 0.6;

let made: World | undefined;

export function world(): World {
  made ??= make();
  return made;
}

function make(): World {
  const draws = random(seedOf('search world'));
  const things = KINDS.flatMap((kind) => named(kind, draws));
  const lists = new Map<string, Thing[]>();
  for (const thing of things) {
    for (const key of [thing.kind, `${thing.kind} ${thing.split}`]) {
      const list = lists.get(key);
      if (list) list.push(thing);
      else lists.set(key, [thing]);
    }
  }
  const of = (kind: Kind, split?: Split): readonly Thing[] => lists.get(split ? `${kind} ${split}` : kind) ?? [];
  for (const thing of things) describe(thing, draws);
  for (const thing of things) link(thing, (kind) => draws.pick(of(kind, thing.split)), draws);
  for (const split of SPLITS) marry(of('person', split), draws);
  return { things, of };
}

function named(kind: Kind, draws: Random): Thing[] {
  const { lists, form, count } = NAMING[kind];
  const [first, second] = lists.map((list) => list.split(' '));
  const names = (first ?? []).flatMap((a) => (second ?? []).map((b) => fill(form, { a, b })));
  return draws
    .shuffle(names)
    .slice(0, count)
    .map((name) => {
      const split = splitByHash(['search split', name], { train: 50, dev: 78 });
      return { kind, name, split, facts: new Map() };
    });
}

/** Facts that are words. */
function describe({ kind, facts }: Thing, draws: Random): void {
  if (kind === 'person') facts.set('birth', String(1900 + draws.below(60))).set('job', draws.pick(JOBS));
  if (kind === 'town') facts.set('country', draws.pick(COUNTRIES));
  if (kind === 'mountain') facts.set('height', String(1000 + 100 * draws.below(40)));
  if (kind === 'company') facts.set('product', draws.pick(PRODUCTS));
}

/** Facts that are other things; nobody does much before the age of 20. */
function link({ kind, facts }: Thing, any: (kind: Kind) => Thing, draws: Random): void {
  const by = (role: RelationName, year: RelationName): void => {
    const person = any('person');
    facts.set(role, person).set(year, String(birthOf(person) + 20 + draws.below(20)));
  };
  if (kind === 'person') facts.set('birthplace', any('town')).set('employer', any('company'));
  if (kind === 'town') facts.set('mountain', any('mountain')).set('mayor', any('person'));
  if (kind === 'mountain') facts.set('climber', any('person'));
  if (kind === 'company') by('founder', 'founding');
  if (kind === 'company') facts.set('seat', any('town'));
  if (kind === 'book') by('author', 'published');
  if (kind === 'book') facts.set('setting', any('town'));
  if (kind === 'film') by('director', 'shown');
  if (kind === 'film') facts.set('source', any('book'));
}

function birthOf({ facts }: Thing): number {
  return Number(facts.get('birth'));
}

function marry(people: readonly Thing[], draws: Random): void {
  const some = draws.shuffle(people).slice(0, Math.floor(people.length * MARRIED));
  for (let i = 0; i + 1 < some.length; i += 2) {
    const [one, other] = [some[i] as Thing, some[i + 1] as Thing];
    one.facts.set('spouse', other);
    other.facts.set('spouse', one);
  }
}
