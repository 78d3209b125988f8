/**
 * An environment under a config entry's name, with its rounds and with the first so many tasks of its splits. (An
 * environment orders its tasks so that any first part is a fair sample.)
 */
import type { EnvironmentConfig } from '../config/schema.ts';
import { AgentgymError } from '../errors.ts';
import type { Environment, Split } from './contract.ts';

export interface Tailoring {
  name: string;
  maxRounds?: number | undefined;
  /** Number of tasks of each split; all where it is not named. */
  tasks?: EnvironmentConfig['tasks'] | undefined;
}

/**
 * Item ids and sessions stay the environment's own.
 * @throws AgentgymError E_CONFIG_INVALID where a split has fewer tasks than are asked for.
 */
export function tailored(own: Environment, tailoring: Tailoring): Environment {
  const { name, maxRounds = own.maxRounds, tasks: counts = {} } = tailoring;
  for (const [split, count] of Object.entries(counts) as [Split, number][]) {
    const there = own.taskCount(split);
    if (count > there) {
      const message = `Environment \`${name}\` has ${there} ${split} tasks, and tasks.${split} asks for ${count}.`;
      throw new AgentgymError('E_CONFIG_INVALID', message, {
        hint: `Ask for at most ${there}, or leave it out for all.`,
      });
    }
  }
  if (name === own.name && maxRounds === own.maxRounds && Object.keys(counts).length === 0) return own;
  return {
    name,
    maxRounds,
    reward: own.reward,
    tasks: (split) => own.tasks(split).slice(0, counts[split] ?? Number.POSITIVE_INFINITY),
    taskCount: (split) => counts[split] ?? own.taskCount(split),
    instructions: (format) => own.instructions(format),
    lexicon: () => own.lexicon(),
    open: (signal) => own.open(signal),
  };
}
