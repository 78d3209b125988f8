/**
 * A file of so many trajectories, seeded. Conversations are those of experts that err and of random play in several
 * environments; of each there are some hundred, which are dealt out to tasks of eight samples each, with thoughts changed so
 * that few of a task are equal.
 */
import { createWriteStream } from 'node:fs';
import { once } from 'node:events';
import {
  createEnvironment,
  createPolicy,
  explore,
  parseConfig,
  random,
  seedOf,
  type Trajectory,
} from '../../dist/index.js';
import { toAgentTraj } from '../../dist/trajectories/agenttraj.js';

const ENTRIES = [
  { name: 'textcraft', rounds: 12 },
  { name: 'babyai', rounds: 16 },
  { name: 'maze', rounds: 12 },
  { name: 'household', rounds: 14 },
  { name: 'wordle', rounds: 6 },
  { name: 'weather', rounds: 8 },
];
const TASKS = 60;
const SAMPLES = 8;
/** Share of thoughts that are changed. */
const CHANGED = 0.7;
/** Share of rollouts that ended in an error of the environment. */
const FAULTS = 0.005;

/** Conversations of each environment. */
async function conversations(): Promise<Trajectory[][]> {
  const { environments } = parseConfig({ name: 'bench', environments: ENTRIES });
  const pools: Trajectory[][] = [];
  for (const entry of environments) {
    const environment = await createEnvironment(entry);
    const tasks = environment.tasks('train').slice(0, TASKS);
    const pool: Trajectory[] = [];
    for (const policy of [await createPolicy('expert', { epsilon: 0.15 }), await createPolicy('random')]) {
      const request = { environments: [{ environment, tasks }], policy, seed: 1, samples: 2, stop: 'never' } as const;
      pool.push(...(await explore({ ...request, temperature: 0, maxTokens: 64, failureShare: 1 })));
      await policy.close();
    }
    await environment.close?.();
    pools.push(pool);
  }
  return pools;
}

/** Writes them; resolves to the bytes of the file. */
export async function writeRows(file: string, rows: number): Promise<number> {
  const pools = await conversations();
  const dice = random(seedOf('bench', 'trajectories'));
  const stream = createWriteStream(file);
  let [text, bytes] = ['', 0];
  for (let i = 0; i < rows; i++) {
    const task = Math.floor(i / SAMPLES);
    const pool = pools[task % pools.length] as Trajectory[];
    const one = dice.pick(pool);
    const itemId = `${one.environment}_${Math.floor(task / pools.length)}`;
    const sample = i % SAMPLES;
    const faulty = dice.next() < FAULTS;
    const row = {
      ...one,
      itemId,
      sample,
      id: `${itemId}#${sample}`,
      seed: seedOf(i),
      fingerprint: fingerprintOf(itemId),
      messages: one.messages.map((message) =>
        message.loss && dice.next() < CHANGED
          ? { ...message, content: message.content.replace(/\n|$/u, ` (${dice.below(1000)})$&`) }
          : message,
      ),
      ...(faulty ? FAULT : {}),
    };
    text += `${JSON.stringify(toAgentTraj(row))}\n`;
    if (text.length < 1 << 20 && i < rows - 1) continue;
    bytes += Buffer.byteLength(text);
    if (!stream.write(text)) await once(stream, 'drain');
    text = '';
  }
  stream.end();
  await once(stream, 'close');
  return bytes;
}

/** As long as real ones, and the task's own. */
function fingerprintOf(itemId: string): string {
  return Array.from({ length: 8 }, (_, i) => seedOf(itemId, i).toString(16).padStart(8, '0')).join('');
}

const FAULT = {
  outcome: 'env_error',
  reward: null,
  rewardRaw: null,
  error: { code: 'E_ENV_STEP', message: 'the environment went away' },
} as const;
