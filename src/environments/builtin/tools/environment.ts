/**
 * Makes an environment of a tool world. Item ids are `NAME_<index>`, where index mod 3 is the level; nothing in an
 * episode is random.
 */
import { AgentgymError } from '../../../errors.ts';
import type { Environment, Task } from '../../contract.ts';
import { gameSession } from '../game-session.ts';
import { actionSpaceOf } from './action-space.ts';
import { callText } from './calls.ts';
import { commonTools, says, ToolGame } from './game.ts';
import { instructionsOf } from './instructions.ts';
import { lexiconOf } from './lexicon.ts';
import { COUNTS, fingerprintOf, settingOf, taskLists } from './tasks.ts';
import { type Level, LEVELS, type Tool, type ToolWorld, type Trial } from './world.ts';

export interface ToolOptions {
  /** Levels to take tasks from. Default: all three. */
  levels?: readonly Level[];
  /** Default: the world's, which is AgentGym's. */
  maxRounds?: number;
}

export function toolEnvironment<State>(world: ToolWorld<State>, options: ToolOptions = {}): Environment {
  check(world.name, options);
  const levels = LEVELS.filter((level) => (options.levels ?? LEVELS).includes(level));
  const tools = [...world.tools, ...commonTools(world)];
  const byName = new Map<string, Omit<Tool<State>, 'run'> & Partial<Tool<State>>>();
  for (const tool of tools) byName.set(tool.name, tool);
  const space = actionSpaceOf(tools);
  const tasks = taskLists(world);
  const told = { about: world.about, tools, space };
  return {
    name: world.name,
    maxRounds: options.maxRounds ?? world.maxRounds,
    reward: { min: 0, max: 1, success: (raw) => raw >= 1 },
    tasks: (split) => tasks(levels, split),
    taskCount: (split) => levels.length * COUNTS[split],
    actionSpace: space,
    instructions: (format) => instructionsOf(told, format),
    lexicon: () => lexiconOf(world, instructionsOf(told, 'react')),
    open: async () =>
      gameSession<ToolGame<State>>({
        name: world.name,
        begin: (task) => {
          const trial = trialOf(world, task);
          return {
            game: new ToolGame(trial, byName, world.restates ?? false),
            observation: says.goal(trial.goal),
            fingerprint: fingerprintOf(world.name, trial),
          };
        },
        act: (game, action) => game.act(action),
        expert: (game) => {
          const { thought, ...call } = game.expert();
          return { thought, action: callText(call) };
        },
        actions: (game) => game.actions(),
        ...(world.picture && { picture: ({ trial }) => world.picture?.(trial) }),
      }),
  };
}

/** Every index from 0 on is a task, also those that no split lists. */
function trialOf<State>(world: ToolWorld<State>, { index, itemId }: Task): Trial<State> {
  if (!Number.isSafeInteger(index) || index < 0 || itemId !== `${world.name}_${index}`) {
    throw new AgentgymError('E_ENV_TASK', `${world.name} has no task ${itemId} (index ${index}).`, {
      hint: `Ids are ${world.name}_<index> with an index from 0.`,
    });
  }
  const { level, seed } = settingOf(index);
  return world.start(level, seed);
}

function check(name: string, { levels, maxRounds }: ToolOptions): void {
  if (maxRounds !== undefined && !(Number.isInteger(maxRounds) && maxRounds >= 1))
    throw new AgentgymError('E_CONFIG_INVALID', `${name}: maxRounds must be a whole number from 1.`);
  if (levels && (levels.length === 0 || levels.some((level) => !LEVELS.includes(level))))
    throw new AgentgymError('E_CONFIG_INVALID', `${name}: levels must be some of ${LEVELS.join(', ')}.`);
}
