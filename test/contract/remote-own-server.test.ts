/** Both directions at once: our client plays whole episodes on `agentgym serve`, for each of AgentGym's environments. */
import { describe, expect, it } from 'vitest';
import { REMOTE_NAMES, type RemoteName } from '../../src/config/stages/remote.ts';
import { createBabyai } from '../../src/environments/builtin/babyai/environment.ts';
import { createTextcraft } from '../../src/environments/builtin/textcraft/environment.ts';
import type { Environment } from '../../src/environments/contract.ts';
import { defineEnvironment } from '../../src/environments/define.ts';
import { ADAPTERS } from '../../src/environments/remote/adapters.ts';
import { rollout } from '../../src/explore/rollout.ts';
import { createAnsweringPolicy } from '../support/answering-policy.ts';
import { remote, task } from '../support/remote.ts';
import { serving } from '../support/serving.ts';

/** Task n is solved by saying n; what else a server of any kind has to tell is made up. */
function guessing(name: RemoteName): Environment {
  const max = ADAPTERS[name].reward.max;
  return defineEnvironment<{ n: number }>({
    name,
    maxRounds: 3,
    tasks: { train: 4 },
    reward: { max },
    instructions: 'Guess.',
    reset: ({ index }) => ({ state: { n: index }, observation: `Say ${index}.` }),
    step: ({ n }, action) => {
      const won = action.includes(`say ${n}`);
      return { observation: won ? 'Right.' : 'Wrong.', reward: won ? max : 0, done: won };
    },
    actions: () => ['say 0', 'say 1'],
    details: () => ({ task_description: 'Guess.', filtered_vocab: ['panic'] }),
  });
}

describe.each(REMOTE_NAMES)('%s', (name) => {
  it('is played from create to close', async () => {
    const server = await serving([{ environment: guessing(name) }]);
    const url = `${server.url}${ADAPTERS[name].path ?? ''}`;
    const environment = await remote(name, url, { tasks: { train: { from: 0, count: 4 } }, rounds: 3 });
    await environment.check?.();
    for (const one of environment.tasks('train')) {
      const policy = createAnsweringPolicy(({ round }) => {
        const said = `say ${round === 0 && name !== 'sqlgym' ? 9 : one.index}`;
        if (name === 'sqlgym') return `\`\`\`sql\n${said}\n\`\`\``;
        return name === 'webarena' ? `\`\`\`${said}\`\`\`` : `Thought: so.\nAction: ${said}`;
      });
      const request = { environment, task: one, policy, sample: 0, seed: 1, temperature: 0, maxTokens: 9 } as const;
      const trajectory = await rollout({ ...request, maxRounds: 3, format: 'react' });
      expect(trajectory.error).toBeUndefined();
      expect(trajectory).toMatchObject({ outcome: 'success', reward: 1, rounds: name === 'sqlgym' ? 1 : 2 });
    }
    await environment.close?.();
    const metrics = (await server.get('/metrics')).text.split('\n');
    const open = metrics.filter((line) => /^agentgym_serve_sessions[{ ]/u.test(line));
    expect(open.length).toBeGreaterThan(0);
    for (const line of open) expect(line).toMatch(/ 0$/u);
  });
});

describe.each([
  ['textcraft', createTextcraft()],
  ['babyai', createBabyai({ observation: 'full' })],
] as const)('the %s that is built in', (name, builtin) => {
  it('is the same over HTTP, word for word, to the end of its tasks', async () => {
    const server = await serving([{ environment: builtin }]);
    const tasks = builtin.tasks('eval').slice(0, 12);
    const environment = await remote(name, server.url, { tasks: { eval: { ids: tasks.map(({ index }) => index) } } });
    for (const { index } of tasks) {
      const [near, far] = [await builtin.open(), await environment.open()];
      const [here, there] = [builtin, environment].map((one) => task(one, index, 'eval'));
      const first = await near.reset(here!, 1);
      expect((await far.reset(there!, 1)).observation).toBe(first.observation);
      for (let done = false; !done; ) {
        const { action } = near.expert?.() ?? { action: '' };
        const step = await near.step(action);
        expect(await far.step(action)).toEqual(step);
        done = step.done;
      }
      await far.close();
    }
  });
});
