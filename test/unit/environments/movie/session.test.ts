import { describe, expect, it } from 'vitest';
import { jobsOf, rolesOf, snapshotOf } from '../../../../src/environments/builtin/movie/data.ts';
import { createMovie } from '../../../../src/environments/builtin/movie/environment.ts';
import { CREW_JOBS } from '../../../../src/environments/builtin/movie/names.ts';
import { type Session, SPLITS } from '../../../../src/environments/contract.ts';

const environment = createMovie();

async function opened(index: number): Promise<{ session: Session; observation: string; fingerprint: string }> {
  const session = await environment.open();
  return { session, ...(await session.reset({ itemId: `movie_${index}`, index, split: 'train' }, 0)) };
}

describe('movie', () => {
  it('is answered by calls that build on each other', async () => {
    const { session, observation } = await opened(1);
    expect(observation).toBe('Goal: Find the place of birth of the producer of the movie Silent Kingdom.');
    const step = (action: string) => session.step(action);
    expect(await step('get_search_movie with Action Input: {"movie_name": "Silent Kingdom"}')).toEqual({
      observation: 'id 55, title Silent Kingdom, overview A teacher looks for a brother.',
      reward: 0.25,
      done: false,
    });
    expect((await step('get_movie_crew with Action Input: {"movie_id": 55}')).observation).toBe(
      'Director Hugo Bergen, id 53\nProducer Elena Moretti, id 61\nWriter Elena Moretti, id 61',
    );
    expect((await step('get_person_crew with Action Input: {"person_id": "61"}')).observation).toBe(
      'Silent Kingdom, id 55, as Producer\nSilent Kingdom, id 55, as Writer',
    );
    expect(await step('get_person_details with Action Input: {"person_id": "61"}')).toEqual({
      observation: 'birthday 1980-09-25, place_of_birth Corvin',
      reward: 0.75,
      done: false,
    });
    expect(await step('finish with Action Input: {"answer": "corvin"}')).toMatchObject({ reward: 1, done: true });
  });

  it.each([
    ['get_search_movie with Action Input: {"movie_name": "Casablanca"}', 'there is no movie Casablanca.'],
    ['get_movie_details with Action Input: {"movie_id": "7"}', 'there is no movie with the id 7.'],
    [
      'get_movie_cast with Action Input: {"movie_id": "Silent Kingdom"}',
      'there is no movie with the id Silent Kingdom.',
    ],
    ['get_search_person with Action Input: {"person_name": "Ann"}', 'there is no person Ann.'],
    // An id of a movie.
    ['get_person_cast with Action Input: {"person_id": "55"}', 'there is no person with the id 55.'],
    [
      'get_movie_details with Action Input: {"id": "55"}',
      'get_movie_details has no argument id. get_movie_details takes movie_id.',
    ],
  ])('says why %s gives nothing', async (action, why) => {
    const { session } = await opened(1);
    expect(await session.step(action)).toEqual({ observation: `Error: ${why}`, reward: 0, done: false });
  });

  it('takes the items of a list in any order', async () => {
    const { session, observation } = await opened(5);
    expect(observation).toBe('Goal: Find the keywords of the newer one of Sunken Empire and Distant Feather.');
    let action = session.expert?.().action ?? '';
    while (!action.startsWith('finish')) {
      await session.step(action);
      action = session.expert?.().action ?? '';
    }
    const [a, b] = (/"answer": "([^"]*)"/u.exec(action)?.[1] ?? '').split(', ');
    expect(b).toBeDefined();
    expect(await session.step(`finish with Action Input: ${JSON.stringify({ answer: [b, a] })}`)).toMatchObject({
      reward: 1,
      done: true,
    });
  });
});

describe('its data', () => {
  it('are of one piece', () => {
    for (let seed = 0; seed < 60; seed++) {
      const snapshot = snapshotOf(seed);
      const { films, people } = snapshot;
      expect(new Set([...films, ...people].map(({ id }) => id)).size).toBe(14);
      expect(
        new Set(films.flatMap(({ title, alternatives }) => [title, ...alternatives.map((one) => one.title)])).size,
      ).toBe(15);
      expect(new Set(films.flatMap(({ cast }) => cast.map(({ role }) => role))).size).toBe(15);
      for (const job of CREW_JOBS) expect(new Set(films.map(({ crew }) => crew[job])).size).toBe(5);
      // What is told of people is what is told of films.
      const told = people.flatMap((person) => [...rolesOf(snapshot, person), ...jobsOf(snapshot, person)]);
      expect(told).toHaveLength(5 * (3 + CREW_JOBS.length));
    }
  });

  it('stay the same tasks', async () => {
    const prints = await Promise.all([0, 1, 2, 3].map(async (index) => (await opened(index)).fingerprint.slice(0, 12)));
    expect(prints).toEqual(['e5cc2825fec7', 'd117c9c4ce8f', '19f0a639adc8', '78f7d1deff81']);
    const first = SPLITS.map((split) =>
      environment
        .tasks(split)
        .slice(0, 6)
        .map(({ index }) => index),
    );
    expect(first).toEqual([
      [0, 1, 2, 3, 4, 5],
      [18, 16, 8, 30, 22, 29],
      [9, 7, 11, 45, 19, 20],
    ]);
  });
});
