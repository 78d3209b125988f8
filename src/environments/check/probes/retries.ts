/** A step that is sent twice, as by a client that lost the answer: whether it is carried out twice. */
import { excerpt } from '../../remote/faults.ts';
import { type Probe, twoTasks, Unable } from '../scene.ts';
import { answerOf } from '../wire.ts';
import { trace } from './trace.ts';

export const retries: Probe = {
  name: 'steps that are sent twice',
  run: async (scene) => {
    const { visitor, moves, ledger } = scene;
    const [index] = twoTasks(scene);
    const [id] = await visitor.sessions(1);
    if (id === undefined) throw new Unable('no session could be created');
    const opening = await visitor.reset(id, index);
    const [action = 'xyzzy'] = moves.scripts(opening ?? '')[0];
    if (opening === undefined) throw new Unable('the task could not be reset again');
    const first = await visitor.step(id, action);
    if (first.failed) throw new Unable('a step failed');
    if (first.done) throw new Unable('one step ends the episode here; see “the end of an episode”');
    const second = await visitor.step(id, action, { free: true });
    const evidence = { request: second.reply.request, answer: answerOf(second.reply) };
    if (second.failed || second.observation !== first.observation || second.reward !== first.reward)
      return ledger.found('retry-executed', {
        ...evidence,
        says: `The first answer was: ${excerpt(first.observation)}`,
      });
    if (moves.look === undefined) throw new Unable(`nothing shows here whether “${action}” did something twice`);
    const once = await trace(scene, { id, index, actions: [action, moves.look] });
    const twice = await trace(scene, { id, index, actions: [action, action, moves.look] });
    const [one, two] = [once?.lines.at(-1), twice?.lines.at(-1)];
    if (one === undefined || two === undefined || one === two) return;
    ledger.found('retry-executed', { request: `“${action}” twice, then “${moves.look}”`, answer: excerpt(two) });
  },
};
