/** What can be asked of a film and of a person: how it is called, the tool that tells it, and the right answer. */
import type { Film, Person } from './data.ts';
import { CREW_JOBS, type Job, NETWORKS } from './names.ts';

export interface Asked<Of> {
  readonly name: string;
  readonly tool: string;
  readonly of: (one: Of) => readonly string[];
}

const DETAILS = 'get_movie_details';

/** In the order of the tools; those of `get_movie_details` first. */
export const OF_FILM: readonly Asked<Film>[] = [
  { name: 'release date', tool: DETAILS, of: ({ date }) => [date] },
  { name: 'budget in millions', tool: DETAILS, of: ({ budget }) => [String(budget)] },
  { name: 'revenue in millions', tool: DETAILS, of: ({ revenue }) => [String(revenue)] },
  { name: 'vote average', tool: DETAILS, of: ({ vote }) => [String(vote)] },
  { name: 'genres', tool: DETAILS, of: ({ genres }) => genres },
  { name: 'production companies', tool: 'get_movie_production_companies', of: ({ companies }) => companies },
  { name: 'production countries', tool: 'get_movie_production_countries', of: ({ countries }) => countries },
  { name: 'keywords', tool: 'get_movie_keywords', of: ({ keywords }) => keywords },
  ...CREW_JOBS.map((job) => ({
    name: jobName(job),
    tool: 'get_movie_crew',
    of: ({ crew }: Film) => [crew[job].name],
  })),
];

/** What another tool than `get_movie_details` tells. */
export const BESIDE_DETAILS = OF_FILM.filter(({ tool }) => tool !== DETAILS);

export const OF_PERSON: readonly Asked<Person>[] = [
  { name: 'birthday', tool: 'get_person_details', of: ({ birthday }) => [birthday] },
  { name: 'place of birth', tool: 'get_person_details', of: ({ birthplace }) => [birthplace] },
  ...NETWORKS.map((network) => ({
    name: `${network} id`,
    tool: 'get_person_external_ids',
    of: ({ handles }: Person) => [handles[network] ?? ''],
  })),
];

/** What is asked of one film alone: a character's actor, a title elsewhere, a translation. */
export function ofFilm({ cast, alternatives, translations }: Film): Asked<Film>[] {
  return [
    ...cast.map(({ person, role }) => ({
      name: `actor of the ${role}`,
      tool: 'get_movie_cast',
      of: () => [person.name],
    })),
    ...alternatives.map(({ country, title }) => ({
      name: `title in ${country}`,
      tool: 'get_movie_alternative_titles',
      of: () => [title],
    })),
    ...translations.map(({ language, text }) => ({
      name: `${language} description`,
      tool: 'get_movie_translation',
      of: () => [text],
    })),
  ];
}

/** What films are compared by. */
export interface Comparison {
  readonly name: string;
  readonly by: (film: Film) => number;
}

export const COMPARISONS: readonly Comparison[] = [
  { name: 'newer', by: ({ date }) => Number(date.slice(0, 4)) },
  { name: 'older', by: ({ date }) => -Number(date.slice(0, 4)) },
  { name: 'more expensive', by: ({ budget }) => budget },
  { name: 'better rated', by: ({ vote }) => vote },
];

/** In the middle of a sentence. */
export function jobName(job: Job): string {
  return job.toLowerCase();
}
