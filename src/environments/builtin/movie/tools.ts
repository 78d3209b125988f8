/** The tools of the movie world, by AgentBoard's names and arguments. They only read. */
import { textOf } from '../tools/calls.ts';
import type { Result, Tool } from '../tools/world.ts';
import { type Film, jobsOf, type Person, rolesOf, type Snapshot } from './data.ts';
import { CREW_JOBS, NETWORKS } from './names.ts';

export const faults = {
  noTitle: (name: string) => `there is no movie ${short(name)}.`,
  noFilm: (id: string) => `there is no movie with the id ${short(id)}.`,
  noName: (name: string) => `there is no person ${short(name)}.`,
  noPerson: (id: string) => `there is no person with the id ${short(id)}.`,
} as const;

export const says = {
  film: ({ id, title, overview }: Film) => `id ${id}, title ${title}, overview ${overview}`,
  details: ({ budget, revenue, vote, date, genres }: Film) =>
    `budget ${budget} million, revenue ${revenue} million, vote_average ${vote}, release_date ${date}, genres ${genres.join(', ')}`,
  companies: ({ companies }: Film) => `production_companies ${companies.join(', ')}`,
  countries: ({ countries }: Film) => `production_countries ${countries.join(', ')}`,
  cast: ({ cast }: Film) => cast.map(({ person, role }) => `${person.name}, id ${person.id}, as ${role}`).join('\n'),
  crew: ({ crew }: Film) => CREW_JOBS.map((job) => `${job} ${crew[job].name}, id ${crew[job].id}`).join('\n'),
  keywords: ({ keywords }: Film) => `keywords ${keywords.join(', ')}`,
  titles: ({ alternatives }: Film) => alternatives.map(({ country, title }) => `${country}: ${title}`).join('\n'),
  translations: ({ translations }: Film) => translations.map(({ language, text }) => `${language}: ${text}`).join('\n'),
  person: ({ id, name }: Person) => `id ${id}, name ${name}`,
  personDetails: ({ birthday, birthplace }: Person) => `birthday ${birthday}, place_of_birth ${birthplace}`,
  handles: ({ handles }: Person) => NETWORKS.map((network) => `${network}_id ${handles[network]}`).join(', '),
  roles: (roles: readonly { film: Film; role: string }[]) =>
    roles.length === 0
      ? 'nothing'
      : roles.map(({ film, role }) => `${film.title}, id ${film.id}, as ${role}`).join('\n'),
} as const;

function short(name: string): string {
  return name.slice(0, 40);
}

function same(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase();
}

function ofFilm(name: string, what: string, text: (film: Film) => string): Tool<Snapshot> {
  return {
    name,
    description: `Tells ${what} of a movie.`,
    parameters: [{ name: 'movie_id', type: 'string', description: 'id of the movie' }],
    run: ({ films }, args): Result => {
      const film = films.find(({ id }) => id === textOf(args, 'movie_id'));
      return film ? { text: text(film) } : { fault: faults.noFilm(textOf(args, 'movie_id')) };
    },
  };
}

function ofPerson(name: string, what: string, text: (person: Person, state: Snapshot) => string): Tool<Snapshot> {
  return {
    name,
    description: `Tells ${what} of a person.`,
    parameters: [{ name: 'person_id', type: 'string', description: 'id of the person' }],
    run: (state, args): Result => {
      const person = state.people.find(({ id }) => id === textOf(args, 'person_id'));
      return person ? { text: text(person, state) } : { fault: faults.noPerson(textOf(args, 'person_id')) };
    },
  };
}

export const tools: readonly Tool<Snapshot>[] = [
  {
    name: 'get_search_movie',
    description: 'Finds a movie by its title.',
    parameters: [{ name: 'movie_name', type: 'string', description: 'title of the movie' }],
    run: ({ films }, args) => {
      const film = films.find(({ title }) => same(title, textOf(args, 'movie_name')));
      return film ? { text: says.film(film) } : { fault: faults.noTitle(textOf(args, 'movie_name')) };
    },
  },
  ofFilm('get_movie_details', 'budget, revenue, vote average, release date and genres', says.details),
  ofFilm('get_movie_production_companies', 'the production companies', says.companies),
  ofFilm('get_movie_production_countries', 'the production countries', says.countries),
  ofFilm('get_movie_cast', 'the actors', says.cast),
  ofFilm('get_movie_crew', 'director, producer and writer', says.crew),
  ofFilm('get_movie_keywords', 'the keywords', says.keywords),
  ofFilm('get_movie_alternative_titles', 'the titles in other countries', says.titles),
  ofFilm('get_movie_translation', 'the translated descriptions', says.translations),
  {
    name: 'get_search_person',
    description: 'Finds a person by name.',
    parameters: [{ name: 'person_name', type: 'string', description: 'name of the person' }],
    run: ({ people }, args) => {
      const person = people.find(({ name }) => same(name, textOf(args, 'person_name')));
      return person ? { text: says.person(person) } : { fault: faults.noName(textOf(args, 'person_name')) };
    },
  },
  ofPerson('get_person_details', 'birthday and place of birth', says.personDetails),
  ofPerson('get_person_cast', 'the movies and characters played', (person, state) =>
    says.roles(rolesOf(state, person)),
  ),
  ofPerson('get_person_crew', 'the movies made as crew', (person, state) => says.roles(jobsOf(state, person))),
  ofPerson('get_person_external_ids', 'the names on other sites', says.handles),
];
