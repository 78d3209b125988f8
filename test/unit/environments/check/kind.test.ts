/** How a check finds out what a server serves, and that there is none. */
import { describe, expect, it } from 'vitest';
import { checkServer } from '../../../../src/environments/check/check.ts';
import { createBabyai } from '../../../../src/environments/builtin/babyai/environment.ts';
import { createTextcraft } from '../../../../src/environments/builtin/textcraft/environment.ts';
import { defineEnvironment } from '../../../../src/environments/define.ts';
import { babyaiTasks } from '../../../../src/serve/tasks.ts';
import { answering } from '../../../support/answering-server.ts';
import { originalBabyai, originalSciworld, originalTool } from '../../../support/original-servers.ts';
import { faultlessTextcraft } from '../../../support/textcraft-server.ts';
import { type Parts, protocolServer } from '../../../support/protocol-server.ts';
import { serving } from '../../../support/serving.ts';

const quick = { timeout: 5000, samples: 5 };

const echo = defineEnvironment({
  name: 'echo',
  maxRounds: 5,
  reward: { min: 0, max: 10 },
  tasks: { train: 5 },
  instructions: 'Say something.',
  reset: ({ index }) => ({ state: index, observation: `This is ${index}.` }),
  step: (state, action) => ({ observation: `${state}: ${action}`, reward: 0, done: false }),
});

describe('what a server serves is told', () => {
  it.each([
    ['textcraft', faultlessTextcraft(), 'GET / says that it is TextCraft.'],
    ['babyai', originalBabyai(), 'GET / says that it is BabyAI.'],
    ['sciworld', originalSciworld(), 'GET / says that it is ScienceWorld.'],
  ] as [string, Parts<unknown>, string][])('by GET /: %s', async (name, parts, told) => {
    const { url } = await protocolServer(parts);
    expect(await checkServer({ ...quick, url })).toMatchObject({ environment: name, told });
  });

  it('by the last part of the URL, and by a document', async () => {
    const textcraft = { environment: createTextcraft() };
    const both = await serving([
      textcraft,
      { environment: createBabyai({ levels: [1, 13] }), tasks: babyaiTasks([1]) },
    ]);
    const named = await checkServer({ ...quick, url: `${both.url}/textcraft/` });
    expect(named).toMatchObject({ environment: 'textcraft', told: 'The URL ends in its name.' });
    await expect(checkServer({ ...quick, url: both.url })).rejects.toMatchObject({
      code: 'E_ENV_UNKNOWN',
      message: `${both.url} serves several environments: textcraft, babyai.`,
      hint: expect.stringContaining(`${both.url}/babyai`) as string,
    });
    const shop = { environment: { ...echo, name: 'shop' }, kind: 'webshop' };
    const one = await serving([shop]);
    expect(await checkServer({ ...quick, url: one.url })).toMatchObject({
      environment: 'webshop',
      told: '/openapi.json has its paths and fields.',
    });
  });

  it('where its name is none of AgentGym’s, as one that nobody knows the rewards of', async () => {
    const { url } = await serving([{ environment: echo }]);
    const report = await checkServer({ ...quick, url });
    expect(report).toMatchObject({ environment: 'echo', told: 'GET / says that it is echo.', counts: { broken: 0 } });
    expect(report.notChecked).toContainEqual({ check: 'the range of rewards', why: 'nobody says what it is' });
  });

  it('or must be said', async () => {
    const { url } = await protocolServer(originalTool());
    await expect(checkServer({ ...quick, url })).rejects.toMatchObject({
      code: 'E_ENV_UNKNOWN',
      hint: expect.stringContaining('--as: ') as string,
    });
    const { environment, told } = await checkServer({ ...quick, url, as: 'movie' });
    expect([environment, told]).toEqual(['movie', 'It was named with --as.']);
  });

  it('for maze and wordle by the path that is needed', async () => {
    const { url } = await answering(({ path }) =>
      path === '/' ? { json: 'This is environment LMRL-Gym.' } : { json: { detail: 'Not Found' }, status: 404 },
    );
    await expect(checkServer({ ...quick, url })).rejects.toMatchObject({
      code: 'E_ENV_UNKNOWN',
      hint: `Check ${url}/maze or ${url}/wordle.`,
    });
  });
});

describe('a server that is not there', () => {
  it('is an error at once, with --as too', async () => {
    const server = await answering(() => ({ json: 'ok' }));
    await server.stop();
    for (const as of ['textcraft', undefined] as const)
      await expect(checkServer({ ...quick, url: server.url, as })).rejects.toMatchObject({ code: 'E_ENV_UNREACHABLE' });
  });

  it('or does not answer is an error after the wait for one answer', async () => {
    const { url } = await answering(() => 'hang');
    await expect(checkServer({ ...quick, url, timeout: 50 })).rejects.toMatchObject({ code: 'E_ENV_TIMEOUT' });
  });
});
