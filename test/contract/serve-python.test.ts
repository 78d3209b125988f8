/** AgentGym's Python clients, as far as their rules go, play whole episodes against `agentgym serve`. */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createEnvironment } from '../../src/environments/catalog.ts';
import type { Environment, Task } from '../../src/environments/contract.ts';
import { parseConfig } from '../../src/config/load.ts';
import { fixture } from '../support/command-line.ts';
import { startedServer } from '../support/serve-process.ts';

const python = process.env['AGENTGYM_PYTHON'] ?? 'python3';
const there = spawnSync(python, ['-c', 'import requests']).status === 0;
const CLIENT = join(import.meta.dirname, '../support/agentgym_client.py');

interface Game {
  name: string;
  url: string;
  index: number;
  replies: string[];
}

interface Played {
  states: string[];
  rewards: number[];
  done: boolean;
  closed: boolean | null;
}

/** What an expert says in a task, and what it sees. */
async function expertGame(environment: Environment, task: Task): Promise<{ replies: string[]; states: string[] }> {
  const session = await environment.open();
  const states = [(await session.reset(task, 0)).observation];
  const replies: string[] = [];
  for (let done = false; !done; ) {
    const move = session.expert?.() ?? { thought: '', action: '' };
    replies.push(`Thought: ${move.thought}\nAction: ${move.action}`);
    const step = await session.step(move.action);
    states.push(step.observation);
    done = step.done;
  }
  return { replies, states };
}

function playAll(games: readonly Game[]): Played[] {
  const { status, stdout, stderr } = spawnSync(python, [CLIENT], {
    input: JSON.stringify({ games }),
    encoding: 'utf8',
  });
  expect(status, stderr).toBe(0);
  return JSON.parse(stdout) as Played[];
}

const builtIn = { textcraft: { depths: [1, 2] }, babyai: { observation: 'full', levels: [1, 13, 24] } };

async function environmentOf(name: string): Promise<Environment> {
  const own =
    name in builtIn
      ? builtIn[name as keyof typeof builtIn]
      : { kind: 'custom', file: fixture(`${name}-environment.js`) };
  const [config] = parseConfig({ name: 'python', environments: [{ name, ...own }] }).environments;
  if (config === undefined) throw new Error('no environment');
  return createEnvironment(config);
}

const SERVED = [
  { name: 'textcraft', argument: 'textcraft', prefix: '' },
  { name: 'babyai', argument: 'babyai', prefix: '' },
  { name: 'maze', argument: fixture('maze-environment.js'), prefix: '/maze' },
  { name: 'wordle', argument: fixture('wordle-environment.js'), prefix: '/wordle' },
];

describe.skipIf(!there)(`requests in ${python}${there ? '' : ' (skipped: it lacks requests)'}`, () => {
  it.each(SERVED)('plays $name to the end', async ({ name, argument, prefix }) => {
    const environment = await environmentOf(name);
    const tasks = environment.tasks('train').slice(0, 6);
    const experts = await Promise.all(tasks.map((task) => expertGame(environment, task)));
    const server = await startedServer(['--env', argument]);
    const games = tasks.map(({ index }, i) => {
      return { name, url: `${server.url}${prefix}`, index, replies: experts[i]?.replies ?? [] };
    });
    const played = playAll(games);
    expect(played).toHaveLength(6);
    for (const [i, { states, rewards, done, closed }] of played.entries()) {
      expect(done).toBe(true);
      expect(environment.reward.success(rewards.at(-1) ?? 0)).toBe(true);
      expect(rewards.slice(0, -1).every((reward) => reward === 0)).toBe(true);
      const seen = experts[i]?.states ?? [];
      if (name === 'wordle') expect(states[0]).toMatch(/^Words: panic, /u);
      expect(states.slice(name === 'wordle' ? 1 : 0)).toEqual(seen.slice(name === 'wordle' ? 1 : 0));
      expect(closed).toBe(name === 'textcraft' || name === 'babyai' ? true : null);
    }
  });

  it('is told of two actions at once without a step', async () => {
    const server = await startedServer(['--env', 'textcraft']);
    const replies = ['Action: inventory\nAction: inventory', 'Action: inventory'];
    const [played] = playAll([{ name: 'textcraft', url: server.url, index: 3, replies }]);
    expect(played?.done).toBe(false);
    expect(played?.states.slice(1)).toEqual([expect.stringMatching(/^Error: /u), expect.stringMatching(/^You have /u)]);
  });
});
