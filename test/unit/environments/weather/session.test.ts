import { describe, expect, it } from 'vitest';
import { DATES, dayInWords } from '../../../../src/environments/builtin/weather/calendar.ts';
import { airLevel, distanceBetween, snapshotOf, weatherOf } from '../../../../src/environments/builtin/weather/data.ts';
import { createWeather } from '../../../../src/environments/builtin/weather/environment.ts';
import { type Session, SPLITS } from '../../../../src/environments/contract.ts';

const environment = createWeather();

async function opened(index: number): Promise<{ session: Session; observation: string; fingerprint: string }> {
  const session = await environment.open();
  return { session, ...(await session.reset({ itemId: `weather_${index}`, index, split: 'train' }, 0)) };
}

/** A goal of the easy level: Ardena is at 17, 37; the other cities are found by their listed calls. */
const ARDENA = 3;

describe('weather', () => {
  it('is answered by calls that build on each other', async () => {
    const { session, observation } = await opened(2);
    expect(observation).toBe('Goal: What is the highest snowfall of Oakhem in the last 3 days?');
    const step = async (action: string) => (await session.step(action)).observation;
    expect(await step('get_latitude_longitude with Action Input: {"name": "oakhem"}')).toBe(
      'Oakhem: latitude 52, longitude 96',
    );
    expect(await step('get_user_current_date')).toBe('2023-06-03');
    expect(
      await session.step(
        'get_historical_snow with Action Input: {"latitude": 52, "longitude": 96, "start_date": "2023-05-31", "end_date": "2023-06-02"}',
      ),
    ).toEqual({
      observation: '2023-05-31: snow 6 cm\n2023-06-01: snow 20 cm\n2023-06-02: snow 10 cm',
      // The name was not written as the goal has it: that call is not the sub-goal's.
      reward: 0.5,
      done: false,
    });
    expect(await session.step('finish with Action Input: {"answer": 20}')).toEqual({
      observation: 'The task is done.',
      reward: 1,
      done: true,
    });
  });

  it('keeps what was reached where the answer is wrong', async () => {
    const { session } = await opened(ARDENA);
    await session.step('get_latitude_longitude with Action Input: {"name": "Ardena"}');
    expect(await session.step('finish with Action Input: {"answer": "1"}')).toMatchObject({
      reward: 1 / 3,
      done: true,
    });
  });

  const at = (more: string): string => `{"latitude": 17, "longitude": 37${more}}`;
  const days = (from: string, to: string): string => at(`, "start_date": "${from}", "end_date": "${to}"`);
  it.each([
    ['get_latitude_longitude with Action Input: {"name": "Paris"}', 'there is no city Paris.'],
    [
      'get_elevation with Action Input: {"latitude": 37, "longitude": 17}',
      'there is no city at that latitude and longitude.',
    ],
    [
      `get_historical_temp with Action Input: ${days('yesterday', '2023-05-02')}`,
      'start_date must be a date such as 2023-05-01.',
    ],
    [
      `get_historical_temp with Action Input: ${days('2023-05-02', '2023-5-3')}`,
      'end_date must be a date such as 2023-05-01.',
    ],
    [
      `get_historical_rain with Action Input: ${days('2022-05-01', '2023-05-02')}`,
      'there are only dates from 2023-05-01 to 2023-06-30.',
    ],
    [
      `get_historical_snow with Action Input: ${days('2023-05-03', '2023-05-02')}`,
      'start_date must not be after end_date.',
    ],
    [
      `get_historical_temp with Action Input: ${days('2023-05-01', '2023-06-30')}`,
      'the historical dates must be before the current date.',
    ],
    [
      `get_temp_forecast with Action Input: ${days('2023-05-01', '2023-05-02')}`,
      'the forecast dates must be after the current date.',
    ],
    [
      `get_historical_temp with Action Input: ${days('2023-05-01', '2023-05-08')}`,
      'there are at most 7 days in one call.',
    ],
    [
      `get_current_temp with Action Input: ${at(', "current_date": "2023-05-01"')}`,
      'current_date is not the current date.',
    ],
    [
      `get_current_rain with Action Input: ${at(', "current_date": "today"')}`,
      'current_date must be a date such as 2023-05-01.',
    ],
    [
      'get_distance with Action Input: {"latitude1": 91, "longitude1": 0, "latitude2": 0, "longitude2": 0}',
      'latitudes are from -90 to 90, longitudes from -180 to 180.',
    ],
    ['get_air_quality_level with Action Input: {"air_quality_index": -1}', 'air_quality_index must be 0 or more.'],
    ['get_weather with Action Input: {}', 'there is no tool get_weather. check_valid_actions lists the tools.'],
  ])('says why %s gives nothing', async (action, why) => {
    const { session } = await opened(ARDENA);
    expect(await session.step(action)).toEqual({ observation: `Error: ${why}`, reward: 0, done: false });
  });

  it('lists its tools', async () => {
    const { session } = await opened(ARDENA);
    const { observation } = await session.step('check_valid_actions with Action Input: {}');
    expect(observation).toMatch(
      /^Tools: get_user_current_date, .*get_rain_forecast, .*check_valid_actions, finish\.$/u,
    );
    expect(observation.split(', ')).toHaveLength(19);
  });
});

describe('its data', () => {
  it('are the same whenever they are asked, and of one piece', () => {
    for (let seed = 0; seed < 50; seed++) {
      const { cities, here } = snapshotOf(seed);
      expect(snapshotOf(seed).cities).toEqual(cities);
      expect(cities).toContain(here);
      for (const what of ['name', 'latitude', 'longitude', 'elevation'] as const)
        expect(new Set(cities.map((city) => city[what])).size).toBe(5);
      for (const city of cities) {
        const { min, mean, max, rain, snow, air } = weatherOf(snapshotOf(seed), city, seed);
        expect(min).toBeGreaterThanOrEqual(0);
        expect(mean).toBeGreaterThan(min);
        expect(max).toBeGreaterThan(mean);
        for (const number of [max, rain, snow, air]) expect([number >= 0, number <= 140]).toEqual([true, true]);
      }
    }
  });

  it('hold a calendar of two months', () => {
    expect([DATES.length, DATES[0], DATES[30], DATES[31], DATES.at(-1)]).toEqual([
      61,
      '2023-05-01',
      '2023-05-31',
      '2023-06-01',
      '2023-06-30',
    ]);
    expect([-2, -1, 0, 1, 2].map(dayInWords)).toEqual(['2 days ago', 'yesterday', 'today', 'tomorrow', 'in 2 days']);
  });

  it('have distances of a globe and levels of the European index', () => {
    // A degree of the equator is 111 km; pole to pole is half the globe.
    expect(distanceBetween({ latitude: 0, longitude: 0 }, { latitude: 0, longitude: 9 })).toBe(1000);
    expect(distanceBetween({ latitude: 90, longitude: 0 }, { latitude: -90, longitude: 50 })).toBe(20_000);
    // London to New York: 5570 km.
    expect(distanceBetween({ latitude: 51.5, longitude: -0.1 }, { latitude: 40.7, longitude: -74 })).toBe(5600);
    expect([0, 20, 21, 40, 60, 80, 100, 101].map(airLevel)).toEqual([
      'good',
      'good',
      'fair',
      'fair',
      'moderate',
      'poor',
      'very poor',
      'extremely poor',
    ]);
  });

  it('stay the same tasks', async () => {
    const prints = await Promise.all([0, 1, 2, 3].map(async (index) => (await opened(index)).fingerprint.slice(0, 12)));
    expect(prints).toEqual(['45f1d3b40a4f', '3cf4b3a00734', 'fae910cc6352', 'b24e5f3ae42a']);
    const first = SPLITS.map((split) =>
      environment
        .tasks(split)
        .slice(0, 6)
        .map(({ index }) => index),
    );
    expect(first).toEqual([
      [3, 4, 2, 6, 10, 11],
      [9, 1, 8, 21, 7, 26],
      [0, 43, 5, 15, 52, 29],
    ]);
  });
});
