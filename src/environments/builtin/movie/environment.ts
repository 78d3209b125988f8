/**
 * movie: questions about invented films and people that AgentBoard's movie tools answer. Five films and nine people are
 * made for each task; nothing is looked up anywhere.
 */
import { random, seedOf } from '../../../seeds.ts';
import type { Environment } from '../../contract.ts';
import { toolEnvironment, type ToolOptions } from '../tools/environment.ts';
import type { Level, ToolWorld, Trial } from '../tools/world.ts';
import { listedCalls } from './calls.ts';
import { type Snapshot, snapshotOf } from './data.ts';
import { goalOf } from './goals.ts';
import { tools } from './tools.ts';
import { words } from './words.ts';

export function createMovie(options: ToolOptions = {}): Environment {
  return toolEnvironment(world, options);
}

const world: ToolWorld<Snapshot> = {
  name: 'movie',
  about: 'Answer a question about movies and the people who made them.',
  maxRounds: 12,
  tools,
  start,
  words,
};

function start(level: Level, seed: number): Trial<Snapshot> {
  const snapshot = snapshotOf(seedOf('movie', level, seed));
  const goal = goalOf(level, seed, { snapshot, random: random(seedOf('movie', 'goal', level, seed)) });
  return {
    state: snapshot,
    ...goal,
    get content() {
      return JSON.stringify(snapshot);
    },
    calls: listedCalls(snapshot),
  };
}
