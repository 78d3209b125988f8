/**
 * An environment under a config entry's name, with its rounds and with the first so many tasks of its splits. (An
 * environment orders its tasks so that any first part is a fair sample.)
 */
import { AgentgymError } from '../errors.ts';
import type { Environment, Split, Task } from './contract.ts';

export interface Tailoring {
  name: string;
  maxRounds?: number | undefined;
  /** Default: its own. */
  source?: string | undefined;
  /** Number of tasks of each split; all where it is not named. */
  tasks?: Partial<Record<Split, number>> | undefined;
  /** What makes up a split instead of the environment's own tasks. */
  lists?: Partial<Record<Split, readonly Task[]>> | undefined;
}

/**
 * Item ids and sessions stay the environment's own.
 * @throws AgentgymError E_CONFIG_INVALID where a split has fewer tasks than are asked for.
 */
export function tailored(own: Environment, tailoring: Tailoring): Environment {
  const { name, maxRounds = own.maxRounds, source = own.source, tasks: counts = {}, lists } = tailoring;
  for (const [split, count] of Object.entries(counts) as [Split, number][]) {
    const there = lists?.[split]?.length ?? own.taskCount(split);
    if (count > there) {
      const message = `Environment \`${name}\` has ${there} ${split} tasks, and tasks.${split} asks for ${count}.`;
      throw new AgentgymError('E_CONFIG_INVALID', message, {
        hint: `Ask for at most ${there}, or leave it out for all.`,
        setting: ['environments', name, 'tasks', split],
      });
    }
  }
  const same = name === own.name && maxRounds === own.maxRounds && source === own.source && lists === undefined;
  if (same && Object.keys(counts).length === 0) return own;
  return {
    name,
    ...(source === undefined ? {} : { source }),
    maxRounds,
    reward: own.reward,
    ...optional(own),
    tasks: (split) => (lists?.[split] ?? own.tasks(split)).slice(0, counts[split] ?? Number.POSITIVE_INFINITY),
    taskCount: (split) => counts[split] ?? lists?.[split]?.length ?? own.taskCount(split),
    instructions: (format) => own.instructions(format),
    lexicon: () => own.lexicon(),
    open: (signal) => own.open(signal),
  };
}

/** What not every environment has. */
function optional(own: Environment): Partial<Environment> {
  const { actionSpace, readTurn, unlisted } = own;
  return {
    ...(unlisted === undefined ? {} : { unlisted }),
    ...(actionSpace === undefined ? {} : { actionSpace }),
    ...(readTurn === undefined ? {} : { readTurn }),
    ...(own.check === undefined ? {} : { check: (signal) => own.check?.(signal) ?? Promise.resolve() }),
    ...(own.close === undefined ? {} : { close: () => own.close?.() ?? Promise.resolve() }),
  };
}
