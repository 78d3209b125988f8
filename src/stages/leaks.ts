/**
 * The leak check of a run: what is learned from is held against the tasks of `dev` and `eval`, and the run stops before
 * it trains on one of them (trajectories/leaks.ts knows when two tasks are the same). Built-in environments tell the initial
 * states of their tasks before anything is played; of others they are known once they are played. Done anew, and without
 * playing, whenever a run is resumed.
 */
import { setImmediate } from 'node:timers/promises';
import { access } from 'node:fs/promises';
import { demonstrationSources } from '../config/stages/demonstrations.ts';
import type { Environment, Task } from '../environments/contract.ts';
import { AgentgymError, InterruptedError, throwIfInterrupted } from '../errors.ts';
import { storedTrajectories } from '../trajectories/export/stored.ts';
import { createLeakCheck, type Judged, type Leak } from '../trajectories/leaks.ts';
import type { Trajectory } from '../trajectories/trajectory.ts';
import { devTasks } from './dev-tasks.ts';
import type { Workshop } from './workshop.ts';

/** Later looks than there can be. */
const LAST_LOOK = 32;
/** Resets between which interruptions and progress get their turn. */
const BETWEEN = 32;
/** Tasks that an error names. */
const NAMED = 5;

export interface LeakWatch {
  /** For what is to be learned from, row by row; `iteration` 0 are the demonstrations. */
  learner(iteration: number): Promise<(row: Trajectory) => void>;
  /**
   * To be called when all rows were heard, and before anything is learned from them. Warns of rows that begin alike.
   * @throws AgentgymError E_DATA_LEAK
   */
  conclude(): void;
  /** For a file of an evaluation, where there may be tasks in it whose initial states were not known. Throws as `conclude`. */
  judge(file: string): Promise<void>;
}

export function watchLeaks(workshop: Pick<Workshop, 'config' | 'environments' | 'signal' | 'on'>): LeakWatch {
  const { config, environments, signal, on } = workshop;
  const check = createLeakCheck();
  /** Environments some of whose tasks are known only once they are played. */
  const unknown = new Set<string>();
  /** What was warned of: each iteration would say it again. */
  const said = new Set<string>();
  let begun: Promise<void> | undefined;

  const begin = async (): Promise<void> => {
    for (const [i, environment] of environments.entries()) {
      const builtin = !['agentgym', 'custom'].includes(config.environments[i]?.kind ?? '');
      const tasks = [...devTasks(config, environment, LAST_LOOK), ...environment.tasks('eval')];
      const whole = builtin && (await reset(environment, tasks, { judge: (task) => check.judge(task), signal }));
      if (whole) continue;
      unknown.add(environment.name);
      for (const task of tasks) check.judge(judgedOf(environment, task));
    }
  };

  const conclude = (): void => {
    const leaks = check.leaks();
    if (leaks.length > 0) throw leakError(leaks, demonstrationSources(config));
    for (const { environment, from, rows } of check.alike()) {
      const key = JSON.stringify([environment, from]);
      if (said.has(key)) continue;
      said.add(key);
      const verb = rows === 1 ? 'begins' : 'begin';
      const message = `${from}: ${rows} of ${environment} ${verb} as tasks of dev or eval do; if they are the same tasks, results on those say less`;
      on({ type: 'warning', message });
    }
  };

  return {
    learner: async (iteration) => {
      await (begun ??= begin());
      const from = iteration === 0 ? 'the demonstrations' : 'the exploration';
      return (row) => check.learn(row, row.policy === 'unknown' && row.source !== undefined ? row.source : from);
    },
    conclude,
    judge: async (file) => {
      await (begun ??= begin());
      if (unknown.size === 0 || !(await exists(file))) return;
      const known = new Map(environments.map((one) => [one.name, one]));
      for await (const row of storedTrajectories(file, { signal })) {
        const environment = unknown.has(row.environment) ? known.get(row.environment) : undefined;
        const judged = environment && judgedRow(row, environment, workshop);
        if (judged !== undefined) check.judge(judged);
      }
      conclude();
    },
  };
}

/** Tells the initial states of tasks; false where the environment cannot. */
async function reset(
  environment: Environment,
  tasks: readonly Task[],
  { judge, signal }: { judge: (task: Judged) => void; signal: AbortSignal | undefined },
): Promise<boolean> {
  try {
    const session = await environment.open(signal);
    try {
      for (const [i, task] of tasks.entries()) {
        if (i % BETWEEN === 0) await setImmediate();
        throwIfInterrupted(signal);
        // The initial state depends on the task alone.
        judge({ ...judgedOf(environment, task), state: await session.reset(task, 0) });
      }
      return true;
    } finally {
      await session.close();
    }
  } catch (error) {
    if (signal?.aborted || error instanceof InterruptedError) throw new InterruptedError();
    // What is wrong with it its rollouts will say.
    return false;
  }
}

function judgedOf({ name, source }: Environment, { itemId, split }: Task): Judged {
  return { environment: name, itemId, split, ...(source === undefined ? {} : { source }) };
}

/** What a rollout knows of its task; undefined where it was never reset. */
function judgedRow(
  row: Trajectory,
  environment: Environment,
  { config }: Pick<Workshop, 'config'>,
): Judged | undefined {
  const { fingerprint, fingerprintOf, messages, split } = row;
  const opening = messages[messages.findIndex(({ loss }) => loss) - 1]?.content;
  if (fingerprint === '' || opening === undefined) return undefined;
  const rules = environment.instructions(config.format ?? 'react').at(-1);
  const before = rules?.role === 'user' ? `${rules.content}\n\n` : '';
  const observation = opening.startsWith(before) ? opening.slice(before.length) : opening;
  const state = { observation, fingerprint, ...(fingerprintOf === undefined ? {} : { fingerprintOf }) };
  return {
    environment: row.environment,
    itemId: row.itemId,
    split,
    ...(row.source === undefined ? {} : { source: row.source }),
    state,
  };
}

function leakError(leaks: readonly Leak[], sources: readonly string[] | undefined): AgentgymError {
  const groups = new Map<string, Leak[]>();
  for (const leak of leaks) {
    const key = `${leak.environment}: tasks of ${leak.split} in ${leak.from}`;
    groups.set(key, [...(groups.get(key) ?? []), leak]);
  }
  const lines = [...groups].map(([what, found]) => {
    const named = found.slice(0, NAMED).map(({ itemId, as }) => (as === itemId ? itemId : `${itemId} (there ${as})`));
    const more = found.length > NAMED ? ` and ${found.length - NAMED} more` : '';
    const why = found.some(({ by }) => by === 'state') ? 'the same initial state' : 'the same id of the same source';
    return `  ${what}: ${found.length}, by ${why}: ${named.join(', ')}${more}`;
  });
  const read = sources === undefined ? '' : ` Demonstrations are read from ${sources.join(', ')}.`;
  const message = `Tasks that are evaluated on are among those that are learned from:\n${lines.join('\n')}`;
  return new AgentgymError('E_DATA_LEAK', message, {
    hint: `Results on them would be learned by heart: take these rows out of what is learned from, or these tasks out of dev and eval (data.tasks).${read}`,
  });
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
