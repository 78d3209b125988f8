/** The goals of the movie world by level, each with the calls that lead to its answer. */
import type { Random } from '../../../seeds.ts';
import { move, planned } from '../tools/plan.ts';
import type { Level, Move, Trial } from '../tools/world.ts';
import { type Asked, BESIDE_DETAILS, COMPARISONS, jobName, OF_FILM, OF_PERSON, ofFilm } from './asked.ts';
import type { Film, Person, Snapshot } from './data.ts';
import { CREW_JOBS, type Job } from './names.ts';

export type Goal = Pick<Trial<unknown>, 'goal' | 'answer' | 'facts' | 'expert'>;
type Maker = (snapshot: Snapshot, random: Random) => Goal;

export const asks = {
  find: (what: string, of: string) => `Find the ${what} of ${of}.`,
  movie: (title: string) => `the movie ${title}`,
  movieById: (id: string) => `the movie with the id ${id}`,
  personById: (id: string) => `the person with the id ${id}`,
  made: (name: string, job: string) => `the movie whose ${job} is ${name}`,
  played: (name: string, role: string) => `the movie in which ${name} plays the ${role}`,
  crewOf: (job: string, movie: string) => `the ${job} of ${movie}`,
  actorOf: (role: string, movie: string) => `the actor of the ${role} in ${movie}`,
  better: (which: string, a: string, b: string) => `the ${which} one of ${a} and ${b}`,
  inBoth: (a: string, b: string) => `Find the actor who plays in ${a} and in ${b}.`,
} as const;

export const thoughts = {
  id: (name: string) => `I need the id of ${name}.`,
  need: (what: string, name: string) => `I need the ${what} of ${name}.`,
  is: (what: string, name: string) => `The ${what} is ${name}.`,
  movieIs: (title: string) => `The movie is ${title}.`,
  better: (title: string, which: string) => `${title} is ${which}.`,
  inBoth: (name: string) => `${name} is in both.`,
  answer: (answer: string) => `The answer is ${answer}.`,
} as const;

const searchFilm = ({ title }: Film): Move => move(thoughts.id(title), 'get_search_movie', { movie_name: title });
const searchPerson = ({ name }: Person): Move => move(thoughts.id(name), 'get_search_person', { person_name: name });

function aboutFilm(tool: string, film: Film, why: string): Move {
  return move(why, tool, { movie_id: film.id });
}

function aboutPerson(tool: string, person: Person, why: string): Move {
  return move(why, tool, { person_id: person.id });
}

function done(goal: string, steps: readonly Move[], answer: readonly string[]): Goal {
  return { goal, ...planned(steps, answer, thoughts.answer(answer.join(', '))) };
}

function anyOf(film: Film, random: Random): Asked<Film> {
  return random.pick([...OF_FILM, ...ofFilm(film)]);
}

const easy: readonly Maker[] = [
  ({ films }, random) => {
    const film = random.pick(films);
    const what = anyOf(film, random);
    const step = aboutFilm(what.tool, film, thoughts.need(what.name, 'that movie'));
    return done(asks.find(what.name, asks.movieById(film.id)), [step], what.of(film));
  },
  ({ films }, random) => {
    const film = random.pick(films);
    const what = anyOf(film, random);
    const steps = [searchFilm(film), aboutFilm(what.tool, film, thoughts.need(what.name, film.title))];
    return done(asks.find(what.name, asks.movie(film.title)), steps, what.of(film));
  },
  ({ people }, random) => {
    const [person, what] = [random.pick(people), random.pick(OF_PERSON)];
    const step = aboutPerson(what.tool, person, thoughts.need(what.name, 'that person'));
    return done(asks.find(what.name, asks.personById(person.id)), [step], what.of(person));
  },
  ({ people }, random) => {
    const [person, what] = [random.pick(people), random.pick(OF_PERSON)];
    const steps = [searchPerson(person), aboutPerson(what.tool, person, thoughts.need(what.name, person.name))];
    return done(asks.find(what.name, person.name), steps, what.of(person));
  },
];

/** What is asked of somebody of a film's crew, from the film on. */
function ofCrew(film: Film, job: Job, what: Asked<Person>): { steps: Move[]; answer: readonly string[] } {
  const person = film.crew[job];
  const steps = [
    aboutFilm('get_movie_crew', film, thoughts.need(jobName(job), film.title)),
    aboutPerson(what.tool, person, thoughts.is(jobName(job), person.name)),
  ];
  return { steps, answer: what.of(person) };
}

/** The way to a film by somebody who plays in it. */
function byRole({ films }: Snapshot, random: Random): { film: Film; text: string; steps: Move[] } {
  const film = random.pick(films);
  const { person, role } = random.pick(film.cast);
  const cast = aboutPerson('get_person_cast', person, thoughts.need('movies', person.name));
  return { film, text: asks.played(person.name, role), steps: [searchPerson(person), cast] };
}

const medium: readonly Maker[] = [
  ({ films }, random) => {
    const [film, job, what] = [random.pick(films), random.pick(CREW_JOBS), random.pick(OF_PERSON)];
    const { steps, answer } = ofCrew(film, job, what);
    const of = asks.crewOf(jobName(job), asks.movie(film.title));
    return done(asks.find(what.name, of), [searchFilm(film), ...steps], answer);
  },
  ({ films }, random) => {
    const [film, job, what] = [random.pick(films), random.pick(CREW_JOBS), random.pick(OF_FILM)];
    const person = film.crew[job];
    const steps = [
      searchPerson(person),
      aboutPerson('get_person_crew', person, thoughts.need('movies', person.name)),
      aboutFilm(what.tool, film, thoughts.movieIs(film.title)),
    ];
    return done(asks.find(what.name, asks.made(person.name, jobName(job))), steps, what.of(film));
  },
  (snapshot, random) => {
    const { film, text, steps } = byRole(snapshot, random);
    const what = random.pick(OF_FILM);
    const last = aboutFilm(what.tool, film, thoughts.movieIs(film.title));
    return done(asks.find(what.name, text), [...steps, last], what.of(film));
  },
  ({ films }, random) => {
    const [film, what] = [random.pick(films), random.pick(OF_PERSON)];
    const { person, role } = random.pick(film.cast);
    const steps = [
      searchFilm(film),
      aboutFilm('get_movie_cast', film, thoughts.need('cast', film.title)),
      aboutPerson(what.tool, person, thoughts.is(role, person.name)),
    ];
    return done(asks.find(what.name, asks.actorOf(role, asks.movie(film.title))), steps, what.of(person));
  },
];

/** The way to the one of two films that is better in some way. */
function ofTwo({ films }: Snapshot, random: Random): { film: Film; text: string; steps: Move[]; why: string } {
  const [a, b] = random.shuffle(films) as [Film, Film];
  const { name, by } = random.pick(COMPARISONS);
  const film = by(a) > by(b) ? a : b;
  const steps = [
    ...[a, b].map(searchFilm),
    ...[a, b].map((one) => aboutFilm('get_movie_details', one, thoughts.need('details', one.title))),
  ];
  return { film, text: asks.better(name, a.title, b.title), steps, why: thoughts.better(film.title, name) };
}

const hard: readonly Maker[] = [
  (snapshot, random) => {
    const { film, text, steps } = byRole(snapshot, random);
    const [job, what] = [random.pick(CREW_JOBS), random.pick(OF_PERSON)];
    const crew = ofCrew(film, job, what);
    return done(asks.find(what.name, asks.crewOf(jobName(job), text)), [...steps, ...crew.steps], crew.answer);
  },
  (snapshot, random) => {
    const { film, text, steps, why } = ofTwo(snapshot, random);
    const what = random.pick(BESIDE_DETAILS);
    return done(asks.find(what.name, text), [...steps, aboutFilm(what.tool, film, why)], what.of(film));
  },
  (snapshot, random) => {
    const { film, text, steps, why } = ofTwo(snapshot, random);
    const [job, what] = [random.pick(CREW_JOBS), random.pick(OF_PERSON)];
    const crew = ofCrew(film, job, what);
    const [first, ...rest] = crew.steps as [Move, ...Move[]];
    const goal = asks.find(what.name, asks.crewOf(jobName(job), text));
    return done(goal, [...steps, { ...first, thought: why }, ...rest], crew.answer);
  },
  (snapshot, random) => {
    const pair = random.shuffle(pairsOf(snapshot))[0];
    if (!pair) return (hard[0] as Maker)(snapshot, random);
    const { a, b, person } = pair;
    const steps = [
      ...[a, b].map(searchFilm),
      ...[a, b].map((film) => aboutFilm('get_movie_cast', film, thoughts.need('cast', film.title))),
    ];
    return { goal: asks.inBoth(a.title, b.title), ...planned(steps, person.name, thoughts.inBoth(person.name)) };
  },
];

/** Films that have one actor in common, and only one. */
function pairsOf({ films }: Snapshot): { a: Film; b: Film; person: Person }[] {
  return films.flatMap((a, i) =>
    films.slice(i + 1).flatMap((b) => {
      const both = a.cast.filter(({ person }) => b.cast.some((one) => one.person === person));
      return both.length === 1 && both[0] ? [{ a, b, person: both[0].person }] : [];
    }),
  );
}

const MAKERS: Readonly<Record<Level, readonly Maker[]>> = { easy, medium, hard };

/** The goal of that number: the kinds of a level's goals go round. */
export function goalOf(level: Level, seed: number, { snapshot, random }: { snapshot: Snapshot; random: Random }): Goal {
  const makers = MAKERS[level];
  return (makers[seed % makers.length] as Maker)(snapshot, random);
}
