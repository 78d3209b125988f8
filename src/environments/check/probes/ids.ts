/** Ids of new sessions, created one after the other and at once, and what a session does before its first reset. */
import type { Probe } from '../scene.ts';

export const ids: Probe = {
  name: 'ids of sessions',
  run: async ({ visitor, adapter, wire, judge }) => {
    const before = visitor.ids.length;
    const many = visitor.many - before;
    const parallel = adapter.mostSessions === undefined ? Math.floor(many / 2) : 0;
    for (let i = parallel; i < many; i++) await visitor.create({ lenient: true });
    await Promise.all(Array.from({ length: parallel }, () => visitor.create({ lenient: true })));
    const fresh = visitor.ids.at(-1);
    if (fresh === undefined || visitor.ids.length === before) return;
    // Errors and answers are both good; an error of the server is not.
    judge.refusal(await wire.post('/step', { [adapter.idField]: fresh, action: 'xyzzy' }));
    judge.refusal(await visitor.get('/observation', fresh));
  },
};
