/**
 * weather: questions about invented cities that AgentBoard's weather tools answer. Five cities and their weather are made
 * for each task; nothing is looked up anywhere.
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

export function createWeather(options: ToolOptions = {}): Environment {
  return toolEnvironment(world, options);
}

const world: ToolWorld<Snapshot> = {
  name: 'weather',
  about: 'Answer a question about cities and their weather.',
  maxRounds: 10,
  tools,
  start,
  words,
};

function start(level: Level, seed: number): Trial<Snapshot> {
  const snapshot = snapshotOf(seedOf('weather', level, seed));
  const goal = goalOf(level, seed, { snapshot, random: random(seedOf('weather', 'goal', level, seed)) });
  return {
    state: snapshot,
    ...goal,
    get content() {
      return JSON.stringify(snapshot);
    },
    calls: listedCalls(snapshot),
  };
}
