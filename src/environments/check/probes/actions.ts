/** Odd actions in a fresh episode: empty, very long, with quotes, braces and control characters. Each may do nothing. */
import { isRefusal } from '../judge.ts';
import { type Probe, twoTasks, Unable } from '../scene.ts';

const LONG = 20_000;
const ODD: readonly string[] = [
  '',
  ' ',
  'xyzzy',
  'z'.repeat(LONG),
  '\'"`\\',
  '{"a": [1]}',
  '{0} %s ${x}',
  'línea 世界 🙂',
  'one\ntwo\r\n\tthree',
  'bell \u0007 nul \u0000 end',
];
/** A junk guess costs one of a few tries there. */
const COUNTS_TRIES = 'wordle';

export const actions: Probe = {
  name: 'odd actions',
  run: async (scene) => {
    const { visitor, wire, judge, adapter, moves } = scene;
    const [index] = twoTasks(scene);
    const [id] = await visitor.sessions(1);
    if (id === undefined) throw new Unable('no session could be created');
    for (const action of ODD) {
      if ((await visitor.reset(id, index)) === undefined) throw new Unable('the task could not be reset again');
      const reply = await wire.post('/step', { [adapter.idField]: id, action });
      judge.manners(reply);
      if (reply.status === 0) continue;
      if (isRefusal(reply) || reply.json === undefined) {
        judge.found('odd-action-failed', reply);
        continue;
      }
      const stepped = judge.step(reply);
      if (stepped === undefined) continue;
      if (stepped.reward > 0) judge.found('junk-rewarded', reply);
      if (stepped.done && moves.oneTry !== true && adapter.name !== COUNTS_TRIES) judge.found('done-on-junk', reply);
    }
  },
};
