/** The calls as clients make them: /create, /reset of each task, /step and the GETs, field by field. */
import { isRefusal, KINDS } from '../judge.ts';
import { type Probe, type Scene, Unable } from '../scene.ts';
import { isKind } from '../shapes.ts';
import type { Reply } from '../wire.ts';

const ENOUGH = 3;
const NONE = 'no task can be reset; name some that can with --tasks';

export const shapes: Probe = {
  name: 'protocol shapes',
  run: async (scene) => {
    const { visitor, moves } = scene;
    const [id] = await visitor.sessions(1);
    if (id === undefined) throw new Unable('no session could be created');
    const opening = await resetEach(scene, id);
    for (const action of moves.scripts(opening)[0]) {
      const { failed, done } = await visitor.step(id, action);
      if (failed || done) break;
    }
    const [first] = scene.tasks;
    if (first !== undefined) await visitor.reset(id, first);
    await askGets(scene, id);
  },
};

/** Resets every task once, and leaves out those that cannot be. Gives a first observation. */
async function resetEach(scene: Scene, id: number | string): Promise<string> {
  const { visitor, judge, named } = scene;
  const good: number[] = [];
  const missing: Reply[] = [];
  let seen: string | undefined;
  for (const index of scene.tasks) {
    const reply = await visitor.tryReset(id, index);
    if (isRefusal(reply)) {
      missing.push(reply);
      continue;
    }
    const opening = await visitor.reset(id, index);
    if (opening === undefined) continue;
    seen ??= opening;
    good.push(index);
    if (!named && good.length === ENOUGH) break;
  }
  const [one] = missing;
  if (good.length === 0 && one !== undefined && !judge.answered(one)) throw new Unable(NONE);
  if (named) {
    for (const reply of missing) {
      judge.refusal(reply);
      judge.found('task-missing', reply);
    }
  }
  scene.tasks = good;
  if (seen === undefined) throw new Unable(NONE);
  return seen;
}

async function askGets({ shape, visitor, wire, judge, adapter }: Scene, id: number | string): Promise<void> {
  for (const [path, { kind, free, idle }] of Object.entries(shape.gets)) {
    const reply = free === true ? await wire.get(path) : await visitor.get(path, id);
    judge.manners(reply);
    if (reply.status === 0) continue;
    const own = adapter.opening.from === 'get' && `/${adapter.opening.path}` === path;
    const missing = reply.status === 404 || reply.status === 405;
    if (missing && idle === true) continue;
    if (missing) judge.found(own ? 'call-failed' : 'get-missing', reply);
    else if (isRefusal(reply)) judge.found('get-failed', reply);
    else if (!isKind(reply.json, kind)) judge.found('get-failed', reply, `It should be ${KINDS[kind]}.`);
    else if (isPlaceholder(reply.json)) judge.found('get-failed', reply, 'It answers names in the place of values.');
  }
}

/** `{"url": "url", "html": "html"}`: keys where values should be. */
function isPlaceholder(json: unknown): boolean {
  const entries = typeof json === 'object' && json !== null ? Object.entries(json) : [];
  return entries.length > 1 && entries.every(([name, value]) => name === value);
}
