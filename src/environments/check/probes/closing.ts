/** Closing: that it is there, that it ends the session, twice, before the first reset, and what becomes of the id. */
import type { SessionId } from '../../remote/protocol.ts';
import { isRefusal } from '../judge.ts';
import { type Probe, type Scene, Unable } from '../scene.ts';
import type { Reply } from '../wire.ts';

const UNKNOWN = 987_654_321;

export const closing: Probe = {
  name: 'closing',
  run: async (scene) => {
    const { visitor, judge, tasks } = scene;
    const [id] = await visitor.sessions(1);
    if (id === undefined) throw new Unable('no session could be created');
    const reset = tasks[0] === undefined ? undefined : await visitor.tryReset(id, tasks[0]);
    const reply = await visitor.close(id);
    if (!visitor.closes) return judge.found('close-missing', reply);
    judge.manners(reply);
    if (isRefusal(reply) || reply.json === false)
      judge.found('close-failed', reply, reset === undefined ? 'The session had not been reset.' : undefined);
    else await gone(scene, id);
    closedAgain(scene, await visitor.close(id));
    closedAgain(scene, await visitor.close(typeof id === 'number' ? UNKNOWN : 'no-such-session'));
    if (visitor.spare > 0) await beforeReset(scene);
  },
};

function closedAgain({ judge }: Scene, reply: Reply): void {
  judge.manners(reply);
  if (reply.status >= 500) judge.found('close-again-failed', reply);
}

/** A closed session must not answer any more. */
async function gone(scene: Scene, id: SessionId, says?: string): Promise<void> {
  const { visitor, judge, wire, adapter, shape, tasks } = scene;
  const asked = [
    await wire.post('/step', { [adapter.idField]: id, action: 'xyzzy' }),
    await visitor.tryReset(id, tasks[0] ?? 0),
  ];
  for (const reply of asked) if (judge.refusal(reply)) judge.found('alive-after-close', reply, says);
  if (shape.gets['/list_envs'] === undefined) return;
  const listed = await wire.get('/list_envs');
  if (Array.isArray(listed.json) && listed.json.includes(id)) judge.found('closed-but-listed', listed, `${id}`);
}

async function beforeReset(scene: Scene): Promise<void> {
  const { visitor, judge, tasks } = scene;
  const id = await visitor.create({ lenient: true });
  if (id === undefined) return;
  const reply = await visitor.close(id);
  if (!isRefusal(reply) && reply.json !== false) return gone(scene, id, 'It was closed before its first reset.');
  const works = !isRefusal(await visitor.tryReset(id, tasks[0] ?? 0));
  judge.found('close-before-reset', reply, works ? 'It goes on working.' : undefined);
}
