/** The data of a task: five invented films and nine people who made them, from a seed. */
import { type Random, random, seedOf } from '../../../seeds.ts';
import { FIRST_NAMES, LAST_NAMES } from '../tools/people.ts';
import {
  ADJECTIVES,
  COMPANIES,
  COUNTRIES,
  CREW_JOBS,
  DATES,
  FOREIGN,
  GENRES,
  HANDLES,
  type Job,
  KEYWORDS,
  LANGUAGES,
  NETWORKS,
  NOUNS,
  ROLES,
  SOUGHT,
  TOWNS,
} from './names.ts';
import { distinct, take } from '../tools/draws.ts';

export interface Person {
  readonly id: string;
  readonly name: string;
  readonly birthday: string;
  readonly birthplace: string;
  /** By network. */
  readonly handles: Readonly<Record<string, string>>;
}

export interface Film {
  readonly id: string;
  readonly title: string;
  readonly overview: string;
  /** Millions. */
  readonly budget: number;
  readonly revenue: number;
  /** Of 100. */
  readonly vote: number;
  readonly date: string;
  readonly genres: readonly string[];
  readonly companies: readonly string[];
  readonly countries: readonly string[];
  readonly keywords: readonly string[];
  readonly cast: readonly { readonly person: Person; readonly role: string }[];
  readonly crew: Readonly<Record<Job, Person>>;
  readonly alternatives: readonly { readonly country: string; readonly title: string }[];
  readonly translations: readonly { readonly language: string; readonly text: string }[];
}

export interface Snapshot {
  readonly films: readonly Film[];
  readonly people: readonly Person[];
}

const FILMS = 5;
const PEOPLE = 9;
const CAST = 3;

/**
 * Ids, titles, names, budgets, votes, dates of films and characters are all different within a snapshot; nobody directs
 * two films, nor writes or produces two.
 */
export function snapshotOf(seed: number): Snapshot {
  const stream = random(seedOf('movie', 'snapshot', seed));
  const ids = numbers(stream, FILMS + PEOPLE);
  const [first, last] = [take(FIRST_NAMES, PEOPLE, stream), take(LAST_NAMES, PEOPLE, stream)];
  const people = ids.slice(FILMS).map((id, i) => personOf(String(id), `${first[i]} ${last[i]}`, stream));
  const crews = CREW_JOBS.map(() => take(people, FILMS, stream));
  const [adjectives, nouns] = [take(ADJECTIVES, 3 * FILMS, stream), take(NOUNS, 3 * FILMS, stream)];
  const titles = adjectives.map((adjective, i) => `${adjective} ${nouns[i]}`);
  const [budgets, votes] = [numbers(stream, FILMS), numbers(stream, FILMS)];
  const [dates, roles] = [take(DATES, FILMS, stream), take(ROLES, FILMS * CAST, stream)];
  const films = ids.slice(0, FILMS).map((id, i): Film => {
    const cast = take(people, CAST, stream).map((person, at) => ({ person, role: roles[i * CAST + at] ?? '' }));
    const crew = Object.fromEntries(CREW_JOBS.map((job, at) => [job, crews[at]?.[i]])) as Record<Job, Person>;
    return {
      id: String(id),
      title: titles[i] ?? '',
      overview: `A ${stream.pick(ROLES)} looks for a ${stream.pick(SOUGHT)}.`,
      budget: budgets[i] ?? 0,
      revenue: 10 + stream.below(90),
      vote: votes[i] ?? 0,
      date: dates[i] ?? '',
      genres: take(GENRES, 1 + stream.below(2), stream),
      companies: take(COMPANIES, 1 + stream.below(2), stream),
      countries: take(COUNTRIES, 1 + stream.below(2), stream),
      keywords: take(KEYWORDS, 2, stream),
      cast,
      crew,
      alternatives: take(COUNTRIES, 2, stream).map((country, at) => ({
        country,
        title: titles[FILMS + 2 * i + at] ?? '',
      })),
      translations: take(LANGUAGES, 2, stream).map((language) => ({
        language,
        text: take(FOREIGN, 2, stream).join(' '),
      })),
    };
  });
  return { films, people };
}

function personOf(id: string, name: string, stream: Random): Person {
  const handles = take(HANDLES, NETWORKS.length, stream);
  return {
    id,
    name,
    birthday: stream.pick(DATES),
    birthplace: stream.pick(TOWNS),
    handles: Object.fromEntries(NETWORKS.map((network, i) => [network, handles[i] ?? ''])),
  };
}

/** Different numbers from 10 to 99. */
function numbers(stream: Random, count: number): number[] {
  return distinct(count, 90, stream).map((number) => 10 + number);
}

/** What somebody played. */
export function rolesOf({ films }: Snapshot, person: Person): { film: Film; role: string }[] {
  return films.flatMap((film) => film.cast.filter((one) => one.person === person).map(({ role }) => ({ film, role })));
}

/** What somebody did beside playing. */
export function jobsOf({ films }: Snapshot, person: Person): { film: Film; role: Job }[] {
  return films.flatMap((film) => CREW_JOBS.filter((job) => film.crew[job] === person).map((role) => ({ film, role })));
}
