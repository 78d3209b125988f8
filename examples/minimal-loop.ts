// npm run build && npx tsx examples/minimal-loop.ts
/**
 * The loop in one screen, on the public API: cloning, then one iteration of explore → weigh → train → evaluate →
 * promote. `agentEvol` is this with every option; `evolve` runs it in a directory, from which it can be resumed.
 */
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as agentgym from 'agentgym-evol';

/** Optimiser steps of each training. */
const STEPS = 300;
const file = join(import.meta.dirname, 'custom-environment/sorting.js');
const environment = await agentgym.createEnvironment({ name: 'sorting', kind: 'custom', file });
const pool = { environments: [environment], maxTokens: 32, seed: 1 };

const folder = await mkdtemp(join(tmpdir(), 'minimal-loop-'));
const path = join(folder, 'base');
const heads = { heads: 2, kvHeads: 1, headDim: 32, tiedHead: true, rmsEps: 1e-5, ropeTheta: 10_000 };
const sizes = { hiddenSize: 64, layers: 3, intermediateSize: 128, maxPositions: 256 };
const architecture = { kind: 'llama', ...heads, ...sizes } as const;
await agentgym.createBaseModel(path, { architecture, lexicon: environment.lexicon(), seed: 1, init: 'induction' });
const base = { path, id: await agentgym.digestOfCheckpoint(path) };

/** Trains the base model on D_m ∪ D_s, each trajectory weighted by its reward; the directory of what comes out. */
async function learn(iteration: number, trajectories: agentgym.Trajectory[]): Promise<string> {
  const settings = { by: 'reward', merge: 'initial', dedupe: true } as const;
  const [D_m, D_s] = [agentgym.heldTrajectories(trajectories), agentgym.heldTrajectories(demonstrations)];
  const data = { trajectories: D_m, demonstrations: D_s, earlier: [] };
  const { examples } = await agentgym.weigh({ iteration, ...data, settings });
  const out = join(folder, `iteration-${iteration}`);
  await agentgym
    .createLocalTrainer({ batchTokens: 2048 })
    .train({ base, examples, out, steps: STEPS, seed: iteration });
  return out;
}

/** Does something with the policy in a directory. */
async function withPolicy<T>(checkpoint: string, act: (policy: agentgym.Policy) => Promise<T>): Promise<T> {
  const policy = await agentgym.createPolicy({ checkpoint });
  try {
    return await act(policy);
  } finally {
    await policy.close();
  }
}

const expert = await agentgym.createPolicy('expert');
const train = { ...pool, split: 'train' } as const;
const demonstrations = await agentgym.collect({ ...train, policy: expert, limit: 30, samples: 1, temperature: 0 });

const incumbent = await learn(0, []);
const explored = await withPolicy(incumbent, (policy) =>
  agentgym.collect({ ...train, policy, limit: 300, samples: 2, temperature: 0.7 }),
);
const candidate = await learn(1, explored);

const dev = { ...pool, split: 'dev', samples: 1, temperature: 0, failureShare: 0 } as const;
const judge = async (policy: agentgym.Policy) => (await agentgym.evaluate({ ...dev, policy })).metrics;
const judged = { candidate: await withPolicy(candidate, judge), incumbent: await withPolicy(incumbent, judge) };
const { promoted, reason } = agentgym.promote(judged);
console.log(`${reason} The incumbent is ${promoted ? candidate : incumbent}`);
