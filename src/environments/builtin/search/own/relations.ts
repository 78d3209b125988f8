/**
 * What is known of each kind of thing in the invented world: how each fact is asked for, named inside another question,
 * and told by the expert. `{x}` is who it is of, `{y}` its value.
 */

export type Kind = 'person' | 'town' | 'mountain' | 'company' | 'book' | 'film';
export const KINDS: readonly Kind[] = ['person', 'town', 'mountain', 'company', 'book', 'film'];

/** How two of a kind are compared: the question, which of them it asks for, and how their values lie. */
interface Comparison {
  readonly ask: string;
  readonly wants: 'less' | 'more';
  /** `{x}` is the value of the right one. */
  readonly state: string;
}

export interface Relation {
  readonly of: Kind;
  /** The kind of its value; none for a word or a number. */
  readonly to?: Kind;
  readonly ask: string;
  readonly phrase: string;
  readonly state: string;
  /** A word of its passage that tells it from others of the same thing. */
  readonly key: string;
  readonly compare?: Comparison;
}

const earlier = (ask: string): Comparison => ({ ask, wants: 'less', state: '{x} is before {y}.' });

/** By name; a thing has one value of each relation of its kind, but not everyone is married. */
const RELATIONS = {
  birthplace: {
    of: 'person',
    to: 'town',
    ask: 'In which town was {x} born?',
    phrase: 'the birthplace of {x}',
    state: '{x} was born in {y}.',
    key: 'born',
  },
  birth: {
    of: 'person',
    ask: 'In which year was {x} born?',
    phrase: 'the birth year of {x}',
    state: '{x} was born in {y}.',
    key: 'born',
    compare: earlier('Who was born first, {a} or {b}?'),
  },
  job: {
    of: 'person',
    ask: 'What is the job of {x}?',
    phrase: 'the job of {x}',
    state: '{x} works as a {y}.',
    key: 'works',
  },
  employer: {
    of: 'person',
    to: 'company',
    ask: 'Which company does {x} work for?',
    phrase: 'the employer of {x}',
    state: '{x} works for {y}.',
    key: 'works',
  },
  spouse: {
    of: 'person',
    to: 'person',
    ask: 'Who is married to {x}?',
    phrase: 'the spouse of {x}',
    state: '{x} is married to {y}.',
    key: 'married',
  },
  country: {
    of: 'town',
    ask: 'In which country is {x}?',
    phrase: 'the country of {x}',
    state: '{x} is in {y}.',
    key: 'town',
  },
  mountain: {
    of: 'town',
    to: 'mountain',
    ask: 'Which mountain is near {x}?',
    phrase: 'the mountain near {x}',
    state: '{x} is near {y}.',
    key: 'town',
  },
  mayor: {
    of: 'town',
    to: 'person',
    ask: 'Who is the mayor of {x}?',
    phrase: 'the mayor of {x}',
    state: 'The mayor of {x} is {y}.',
    key: 'mayor',
  },
  height: {
    of: 'mountain',
    ask: 'How many meters high is {x}?',
    phrase: 'the height of {x}',
    state: '{x} is {y} meters high.',
    key: 'high',
    compare: { ask: 'Which mountain is higher, {a} or {b}?', wants: 'more', state: '{x} is more than {y}.' },
  },
  climber: {
    of: 'mountain',
    to: 'person',
    ask: 'Who first climbed {x}?',
    phrase: 'the first climber of {x}',
    state: '{y} first climbed {x}.',
    key: 'climbed',
  },
  seat: {
    of: 'company',
    to: 'town',
    ask: 'In which town is {x}?',
    phrase: 'the town of {x}',
    state: '{x} is in {y}.',
    key: 'makes',
  },
  product: {
    of: 'company',
    ask: 'What does {x} make?',
    phrase: 'the product of {x}',
    state: '{x} makes {y}.',
    key: 'makes',
  },
  founder: {
    of: 'company',
    to: 'person',
    ask: 'Who founded {x}?',
    phrase: 'the founder of {x}',
    state: '{y} founded {x}.',
    key: 'founded',
  },
  founding: {
    of: 'company',
    ask: 'In which year was {x} founded?',
    phrase: 'the founding year of {x}',
    state: '{x} was founded in {y}.',
    key: 'founded',
    compare: earlier('Which company was founded first, {a} or {b}?'),
  },
  author: {
    of: 'book',
    to: 'person',
    ask: 'Who wrote {x}?',
    phrase: 'the author of {x}',
    state: '{y} wrote {x}.',
    key: 'book',
  },
  published: {
    of: 'book',
    ask: 'In which year did {x} come out?',
    phrase: 'the year of {x}',
    state: '{x} came out in {y}.',
    key: 'book',
    compare: earlier('Which book came out first, {a} or {b}?'),
  },
  setting: {
    of: 'book',
    to: 'town',
    ask: 'In which town is {x} set?',
    phrase: 'the setting of {x}',
    state: '{x} is set in {y}.',
    key: 'book',
  },
  director: {
    of: 'film',
    to: 'person',
    ask: 'Who directed {x}?',
    phrase: 'the director of {x}',
    state: '{y} directed {x}.',
    key: 'directed',
  },
  shown: {
    of: 'film',
    ask: 'In which year did {x} come out?',
    phrase: 'the year of {x}',
    state: '{x} came out in {y}.',
    key: 'directed',
    compare: earlier('Which film came out first, {a} or {b}?'),
  },
  source: {
    of: 'film',
    to: 'book',
    ask: 'On which book is {x} based?',
    phrase: 'the book behind {x}',
    state: '{x} is based on {y}.',
    key: 'based',
  },
} as const satisfies Readonly<Record<string, Relation>>;

export type RelationName = keyof typeof RELATIONS;
export const RELATION_NAMES = Object.keys(RELATIONS) as readonly RelationName[];

export function relation(name: RelationName): Relation {
  return RELATIONS[name];
}

/** A template with its names in. */
export function fill(template: string, values: Readonly<Record<string, string>>): string {
  return template.replaceAll(/\{(\w+)\}/gu, (_, name: string) => values[name] ?? '');
}

/** The same as a sentence begins. */
export function sentence(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
