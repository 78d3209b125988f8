/**
 * The `dev` tasks that candidates are judged by, look by look. The gates `better` and `always` take one look, at all of
 * them. `significant` begins with as many as the config names and takes twice as many at each further look, so that
 * every look holds tasks that no earlier one had. Plays nothing.
 */
import type { Config, EnvironmentConfig } from '../config/schema.ts';
import type { Environment, Task } from '../environments/contract.ts';
import { AgentgymError } from '../errors.ts';

/** Tasks of the first look where the config names no number, and of any environment that the gate is made for. */
const PLANNED = 300;

/** The config whose environments have all of their `dev` tasks, where there may be further looks. */
export function withFreshTasks<T extends Pick<Config, 'environments' | 'promotion'>>(config: T): T {
  if (config.promotion.gate !== 'significant') return config;
  const environments = config.environments.map((entry) => {
    if (entry.kind === 'agentgym' || entry.tasks === undefined) return entry;
    const { dev: _, ...tasks } = entry.tasks;
    return { ...entry, tasks };
  });
  return { ...config, environments };
}

/** The tasks of a look, from 1 on, those of the looks before it included; `environment` has all of its tasks. */
export function devTasks(config: Config, environment: Environment, look = 1): readonly Task[] {
  const all = environment.tasks('dev');
  return all.slice(
    0,
    Math.min(firstOf(config, environment, all.length) * 2 ** (look - 1), mostOf(config, environment)),
  );
}

/** The share that a look has of all tasks that may be played for a decision, in (0, 1]. */
export function fractionOf(config: Config, environments: readonly Environment[], look: number): number {
  const sum = (of: (one: Environment) => number): number => environments.reduce((total, one) => total + of(one), 0);
  return sum((one) => devTasks(config, one, look).length) / sum((one) => mostOf(config, one));
}

/**
 * Warns of environments with fewer tasks than the gate is made for.
 * @throws AgentgymError E_CONFIG_INVALID where there are fewer than the config asks for.
 */
export function checkDevTasks(config: Config, environments: readonly Environment[]): string[] {
  if (config.promotion.gate !== 'significant') return [];
  return environments.flatMap((environment) => {
    const { name } = environment;
    const there = environment.taskCount('dev');
    const asked = countOf(entryOf(config, name));
    if (asked !== undefined && asked > there) {
      const message = `Environment \`${name}\` has ${there} dev tasks, and tasks.dev asks for ${asked}.`;
      const hint = `Ask for at most ${there}, or leave it out.`;
      throw new AgentgymError('E_CONFIG_INVALID', message, {
        hint,
        setting: ['environments', name, 'tasks', 'dev'],
      });
    }
    const most = mostOf(config, environment);
    if (most >= PLANNED) return [];
    return [`${name}: ${most} dev tasks at most; with fewer than ${PLANNED} the gate significant seldom decides`];
  });
}

function firstOf(config: Config, { name }: Environment, all: number): number {
  if (config.promotion.gate !== 'significant') return all;
  return Math.min(countOf(entryOf(config, name)) ?? PLANNED, all);
}

function mostOf(config: Config, environment: Environment): number {
  const all = environment.taskCount('dev');
  return Math.min(all, Math.max(firstOf(config, environment, all), config.promotion.maxSamples));
}

function entryOf({ environments }: Config, name: string): EnvironmentConfig | undefined {
  return environments.find((entry) => entry.name === name);
}

/** Tasks of a server are chosen, not counted. */
function countOf(entry: EnvironmentConfig | undefined): number | undefined {
  return entry === undefined || entry.kind === 'agentgym' ? undefined : entry.tasks?.dev;
}
