/** Whether a task begins alike each time, in one session and in two, and whether the same actions have the same answers. */
import type { Probe } from '../scene.ts';
import { twoTasks, Unable } from '../scene.ts';
import { excerpt } from '../../remote/faults.ts';
import { parting, trace } from './trace.ts';

export const determinism: Probe = {
  name: 'determinism of reset and steps',
  run: async (scene) => {
    const { visitor, ledger, moves, adapter } = scene;
    const [index, other] = twoTasks(scene);
    const [here, there = here] = await visitor.sessions(2).catch(() => visitor.sessions(1));
    if (here === undefined || there === undefined) throw new Unable('no session could be created');
    const opening = await visitor.reset(here, index);
    if (opening === undefined) throw new Unable('the task could not be reset again');
    const actions = moves.scripts(opening)[0];
    const request = (id: number | string): string => `reset of task ${index} in session ${id}`;
    const first = await trace(scene, { id: here, index, actions });
    if (first === undefined) throw new Unable('a step failed');
    const again = await visitor.reset(here, index);
    for (const seen of [first.lines[0], again]) {
      if (seen === undefined || seen === opening) continue;
      const says = `At first it was: ${excerpt(opening)}`;
      ledger.found('reset-differs', { request: request(here), answer: excerpt(seen), says });
    }
    await compareSessions(scene, { first, there, actions });
    const next = other === index ? undefined : await visitor.reset(here, other);
    if (next === opening && adapter.hiddenStart !== true) {
      const says = `Task ${index} began in the same way.`;
      ledger.found('tasks-alike', { request: `reset of task ${other}`, answer: excerpt(next), says });
    }
  },
};

type Compared = {
  first: NonNullable<Awaited<ReturnType<typeof trace>>>;
  there: number | string;
  actions: readonly string[];
};

async function compareSessions(scene: Parameters<typeof trace>[0], { first, there, actions }: Compared): Promise<void> {
  const { ledger } = scene;
  if (there === first.id) return ledger.unable('determinism in two sessions', 'there is only one session');
  const second = await trace(scene, { id: there, index: first.index, actions });
  const parted = second === undefined ? undefined : parting(first, second);
  if (parted === undefined) return;
  const says = `In session ${first.id} it was: ${excerpt(parted.here)}`;
  if (parted.at === 0) {
    const request = `reset of task ${first.index} in session ${there}`;
    if (!ledger.has('reset-differs')) ledger.found('sessions-differ', { request, answer: excerpt(parted.there), says });
  } else {
    const request = `task ${first.index}, step ${parted.at} (${actions[parted.at - 1]}) in session ${there}`;
    ledger.found('steps-differ', { request, answer: excerpt(parted.there), says });
  }
}
