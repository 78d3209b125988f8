/** A small run directory made by hand: two iterations on two tasks, with demonstrations, examples and a final report. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { runDirectory } from '../../src/runs/directory.ts';
import type { WeightedExample } from '../../src/train/contract.ts';
import { toAgentTraj } from '../../src/trajectories/agenttraj.ts';
import type { Trajectory } from '../../src/trajectories/trajectory.ts';
import { makeTrajectory } from './trajectories.ts';

/** Writes trajectories as the store does; the last line may be torn off in its middle. */
export function writeTrajectories(file: string, trajectories: readonly Trajectory[], torn = false): void {
  writeLines(
    file,
    trajectories.map((trajectory) => JSON.stringify(toAgentTraj(trajectory))).concat(torn ? '{"conv' : []),
    torn,
  );
}

export function writeExamples(file: string, examples: readonly WeightedExample[]): void {
  writeLines(
    file,
    examples.map((example) => JSON.stringify(example)),
  );
}

function writeLines(file: string, lines: readonly string[], torn = false): void {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, lines.join('\n') + (torn ? '' : '\n'));
}

/** The example that the weighing makes of a trajectory. */
export function exampleOf({ messages, ...trajectory }: Trajectory, source: string, weight: number): WeightedExample {
  return {
    itemId: trajectory.itemId,
    environment: trajectory.environment,
    source: `${source} ${trajectory.id}`,
    messages: messages.map(({ role, content, loss }) => ({ role, content, weight: loss ? weight : 0 })),
  };
}

/**
 * Iteration 1: task 1 won and lost, task 2 an error that was played again and won half, task 3 an error. Iteration 2:
 * task 1 won, in textcraft. Examples of iteration 2: a demonstration, and half a success of iteration 1.
 */
export function makeRun(root: string): string {
  const at = runDirectory(root);
  mkdirSync(root, { recursive: true });
  writeFileSync(
    at.config,
    'name: small\nseed: 7\nenvironments:\n  - { name: counting, kind: custom, file: ./x.js }\n  - { name: textcraft, kind: textcraft }\n',
  );
  const expert = makeTrajectory(1, { policy: 'expert', temperature: 0 });
  writeTrajectories(at.demonstrations, [expert]);
  const half = makeTrajectory(2, { reward: 0.5, rewardRaw: 0.5, outcome: 'success' });
  writeTrajectories(at.iteration(1).trajectories, [
    makeTrajectory(2, { reward: null }),
    makeTrajectory(1),
    makeTrajectory(1, { sample: 1, reward: 0 }),
    half,
    makeTrajectory(3, { reward: null }),
  ]);
  writeTrajectories(at.iteration(2).trajectories, [makeTrajectory(1, { environment: 'textcraft', policy: 'def' })]);
  writeTrajectories(at.iteration(2).dev, [makeTrajectory(9, { split: 'dev' })]);
  const learned = [exampleOf(expert, 'demonstration', 1), exampleOf(half, 'iteration 1', 0.5)];
  writeExamples(at.iteration(0).examples, learned.slice(0, 1));
  writeExamples(at.iteration(2).examples, learned);
  for (const agent of ['baseline', 'promoted']) {
    writeTrajectories(at.final(agent), [makeTrajectory(9, { split: 'eval', policy: agent })]);
  }
  return join(root);
}
