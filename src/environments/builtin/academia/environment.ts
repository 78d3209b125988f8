/**
 * academia: questions about invented papers and authors that AgentBoard's academia tools answer. Seven papers and eight
 * authors are made for each task; nothing is looked up anywhere.
 */
import { random, seedOf } from '../../../seeds.ts';
import type { Environment } from '../../contract.ts';
import { toolEnvironment, type ToolOptions } from '../tools/environment.ts';
import type { Level, ToolWorld, Trial } from '../tools/world.ts';
import { listedCalls } from './calls.ts';
import { type Nets, snapshotOf, textOfSnapshot } from './data.ts';
import { goalOf } from './goals.ts';
import { tools } from './tools.ts';
import { words } from './words.ts';

export function createAcademia(options: ToolOptions = {}): Environment {
  return toolEnvironment(world, options);
}

const world: ToolWorld<Nets> = {
  name: 'academia',
  about: 'Answer a question about papers and their authors. Load a net before you look into it.',
  maxRounds: 12,
  tools,
  start,
  words,
};

function start(level: Level, seed: number): Trial<Nets> {
  const snapshot = snapshotOf(seedOf('academia', level, seed));
  const goal = goalOf(level, seed, { snapshot, random: random(seedOf('academia', 'goal', level, seed)) });
  return {
    state: { ...snapshot, loaded: new Set() },
    ...goal,
    get content() {
      return textOfSnapshot(snapshot);
    },
    calls: listedCalls(snapshot),
  };
}
