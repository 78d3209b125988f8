/** A session over a definition's `reset`/`step` pair: keeps the state between steps, and checks what the pair returns. */
import { AgentgymError } from '../errors.ts';
import { digest } from '../seeds.ts';
import { type Session, type Split, SPLITS, type Task } from './contract.ts';
import type { PairDefinition, TaskWithData } from './define.ts';

/** `tasks` finds the data of a task again, which may have been made anew from its id. */
export function pairSession<State, Data>(
  definition: PairDefinition<State, Data>,
  tasks: (split: Split) => readonly TaskWithData<Data>[],
): Session {
  let current: { state: State } | undefined;
  let itemId: string | undefined;
  const fail = (what: string): never => {
    const where = itemId === undefined ? '' : `, ${itemId}`;
    throw new AgentgymError('E_ENV_STEP', `Environment \`${definition.name}\`${where}: ${what}`);
  };
  const stateNow = (): State => (current ?? fail('it was stepped before it was reset.')).state;
  const session: Session = {
    reset: async (task, seed) => {
      const known = find(tasks, task);
      if (!known)
        throw new AgentgymError('E_ENV_TASK', `Environment \`${definition.name}\` has no task ${task.itemId}.`);
      itemId = task.itemId;
      const first = await definition.reset(known, seed);
      if (typeof first?.observation !== 'string') return fail('`reset` returned no observation.');
      current = { state: first.state };
      const { observation, fingerprint } = first;
      if (fingerprint !== undefined) return { observation, fingerprint };
      // Nobody but the environment knows whether its JSON is all of the state.
      const guessed = digest(definition.name, observation, stateText(first.state));
      return { observation, fingerprint: guessed, fingerprintOf: 'opening' };
    },
    step: async (action) => {
      const now = stateNow();
      const next = await definition.step(now, action);
      if (typeof next?.observation !== 'string') return fail('`step` returned no observation.');
      const reward = next.reward ?? 0;
      if (!Number.isFinite(reward)) return fail(`\`step\` returned the reward ${String(reward)}.`);
      current = { state: next.state !== undefined ? next.state : now };
      return { observation: next.observation, reward, done: next.done ?? false };
    },
    close: async () => {
      current = undefined;
      itemId = undefined;
    },
  };
  if (definition.expert) session.expert = () => definition.expert?.(stateNow()) ?? fail('it has no expert.');
  if (definition.actions) session.actions = () => definition.actions?.(stateNow()) ?? [];
  if (definition.details) session.details = () => definition.details?.(stateNow()) ?? {};
  if (definition.picture) session.picture = () => definition.picture?.(stateNow());
  return session;
}

function find<Data>(
  tasks: (split: Split) => readonly TaskWithData<Data>[],
  task: Task,
): TaskWithData<Data> | undefined {
  for (const split of [task.split, ...SPLITS]) {
    const known = tasks(split).find(({ itemId }) => itemId === task.itemId);
    if (known) return known;
  }
  return undefined;
}

/** The state as JSON; what JSON cannot say (cycles, big integers) leaves the fingerprint to the observation. */
function stateText(state: unknown): string {
  try {
    return JSON.stringify(state) ?? '';
  } catch {
    return '';
  }
}
