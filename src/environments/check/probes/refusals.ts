/** Requests that should be refused: unknown ids, missing fields, wrong types, no JSON, tasks out of range. */
import type { FindingCode } from '../findings.ts';
import { isRefusal } from '../judge.ts';
import { type Probe, type Scene, twoTasks, Unable } from '../scene.ts';
import type { Reply } from '../wire.ts';

const UNKNOWN = 987_654_321;
const FAR = 1_000_000_000;
/** What FastAPI answers. */
const UNPROCESSABLE = 422;

export const refusals: Probe = {
  name: 'requests that should be refused',
  run: async (scene) => {
    const { visitor, wire, judge, adapter, moves, ledger } = scene;
    const [index] = twoTasks(scene);
    const [id] = await visitor.sessions(1);
    if (id === undefined) throw new Unable('no session could be created');
    const opening = (await visitor.reset(id, index)) ?? '';
    const [action = 'xyzzy'] = moves.scripts(opening)[0];
    const works = !(await visitor.step(id, action)).failed;
    const stranger = typeof id === 'number' ? UNKNOWN : 'no-such-session';
    const field = adapter.idField;
    expectRefusal(scene, 'unknown-id-accepted', [
      await wire.post('/step', { [field]: stranger, action: 'xyzzy' }),
      await visitor.tryReset(stranger, index),
      await visitor.get('/observation', stranger),
    ]);
    const task = { [adapter.reset.index]: index, ...adapter.reset.also };
    const malformed = [
      await wire.post('/step', { [field]: id }),
      await wire.post('/step', { action: 'xyzzy' }),
      await wire.post('/step', { [field]: id, action: { a: 1 } }),
      await wire.post('/step', { [field]: 'zero', action: 'xyzzy' }),
      await wire.post('/step', []),
      await wire.post('/step'),
      await wire.raw('/step', '{"action": '),
      await wire.post('/reset', task),
      await wire.post('/reset', { ...task, [field]: id, [adapter.reset.index]: 'abc' }),
      await wire.get('/observation'),
    ];
    expectRefusal(scene, 'bad-request-accepted', malformed);
    for (const reply of malformed) {
      const { status } = reply;
      if (status >= 400 && status < 500 && status !== UNPROCESSABLE && status !== 404)
        judge.found('refusal-unlike', reply);
    }
    // These may be answered: an index may wrap.
    for (const reply of [
      await wire.get('/no-such-path'),
      await visitor.tryReset(id, FAR),
      await visitor.tryReset(id, -1),
    ])
      judge.refusal(reply);
    if (!works) return ledger.unable('sessions after refused requests', 'a step failed before there were any');
    const again = await visitor.tryReset(id, index);
    const after = isRefusal(again) ? again : (await visitor.step(id, action)).reply;
    if (isRefusal(after)) judge.found('session-spoiled', after);
  },
};

function expectRefusal({ judge }: Scene, code: FindingCode, replies: readonly Reply[]): void {
  for (const reply of replies) if (judge.refusal(reply)) judge.found(code, reply);
}
