/** Texts with all words of the movie world. */
import { COMPARISONS, jobName, OF_FILM, OF_PERSON } from './asked.ts';
import { snapshotOf } from './data.ts';
import { asks, thoughts } from './goals.ts';
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
  KEYWORDS,
  LANGUAGES,
  NOUNS,
  ROLES,
  SOUGHT,
  TOWNS,
} from './names.ts';
import { faults, says } from './tools.ts';

export function* words(): Iterable<string> {
  yield [ADJECTIVES, NOUNS, FIRST_NAMES, LAST_NAMES, ROLES, SOUGHT, GENRES, KEYWORDS].flat().join(' ');
  yield [COMPANIES, COUNTRIES, TOWNS, HANDLES, LANGUAGES, FOREIGN, DATES, CREW_JOBS].flat().join(' ');
  yield Array.from({ length: 100 }, (_, number) => number).join(' ');
  yield [...OF_FILM, ...OF_PERSON, ...COMPARISONS].map(({ name }) => name).join(' ');
  yield [...CREW_JOBS.map(jobName), 'actor of the title in description details movies cast that movie person'].join(
    ' ',
  );
  for (const said of [asks, thoughts, faults])
    yield Object.values(said)
      .map((say) => say('baker', 'baker', 'baker'))
      .join('\n');
  const { films, people } = snapshotOf(0);
  const [film, person] = [films[0], people[0]];
  if (!film || !person) return;
  const { person: toldOf, personDetails, handles, roles, ...ofFilm } = says;
  for (const say of Object.values(ofFilm)) yield say(film);
  yield [toldOf(person), personDetails(person), handles(person), roles([]), roles([{ film, role: 'baker' }])].join(
    '\n',
  );
}
