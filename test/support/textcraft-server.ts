/** textcraft's server in small, without a fault and with those of the original. */
import type { Parts } from './protocol-server.ts';

export interface Craft {
  goal: string;
  held: Map<string, number>;
  done: boolean;
}

const GOALS = ['stick', 'torch', 'ladder'];

function craftStep(state: Craft, action: string): { observation: string; reward: number; done: boolean } {
  const [, count, item = ''] = /^get (\d+) (\w+)/u.exec(action) ?? [];
  const answer = (observation: string, reward = 0) => ({ observation, reward, done: reward > 0 });
  if (count !== undefined) {
    state.held.set(item, (state.held.get(item) ?? 0) + Number(count));
    return answer(`Got ${count} ${item}`);
  }
  if (action.startsWith('inventory'))
    return answer(`Inventory: ${[...state.held].map(([name, n]) => `[${name}] (${n})`).join(' ')}`);
  if (action === `craft 1 ${state.goal} using 2 log` && (state.held.get('log') ?? 0) >= 2) {
    state.done = true;
    return answer(`Crafted 1 minecraft:${state.goal}`, 1);
  }
  return answer(`Could not execute ${action}`);
}

/** textcraft without a fault: the end is kept. */
export function faultlessTextcraft(): Parts<Craft> {
  const text = (state: Craft): string =>
    `Crafting commands:\ncraft 1 ${state.goal} using 2 log\n\nGoal: craft ${state.goal}.`;
  const begin = (index: number): Craft => ({
    goal: GOALS[((index % 3) + 3) % 3] ?? '',
    held: new Map(),
    done: false,
  });
  return {
    field: 'id',
    health: 'This is environment TextCraft.',
    createBody: true,
    created: (id, state) => ({ id, observation: state === undefined ? '' : text(state), done: false, reward: 0 }),
    fresh: begin,
    index: 'data_idx',
    otherwise: 0,
    begin,
    opening: (state, id) => ({ id, observation: text(state), done: false, reward: 0 }),
    step: craftStep,
    gets: {
      '/observation': text,
      '/detail': (state) => ({ observation: text(state), done: state.done, reward: 0, deleted: false }),
    },
    over: ({ done }) => done,
  };
}

/** textcraft: steps go on after the end, with `done` false; two GETs are broken. */
export function originalTextcraft(): Parts<Craft> {
  return { ...faultlessTextcraft(), over: () => false };
}
