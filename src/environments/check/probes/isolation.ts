/** Whether two sessions influence each other: taking turns, and asked at the same time; and two requests to one session. */
import { excerpt } from '../../remote/faults.ts';
import type { SessionId } from '../../remote/protocol.ts';
import type { FindingCode } from '../findings.ts';
import { type Probe, type Scene, twoTasks, Unable } from '../scene.ts';
import { lineOf, parting, type Trace, trace } from './trace.ts';

interface Part {
  id: SessionId;
  index: number;
  actions: readonly string[];
}

/** Asked at the same time so often: what goes wrong by chance may need a few attempts. */
const ATTEMPTS = 3;

export const isolation: Probe = {
  name: 'isolation of sessions',
  run: async (scene) => {
    const { visitor, moves, ledger } = scene;
    for (const code of ['reset-differs', 'sessions-differ', 'steps-differ'] as const) {
      if (ledger.has(code)) throw new Unable('answers differ without a second session too, so nothing could be told');
    }
    const [index, other] = twoTasks(scene);
    const [here, there] = await visitor.sessions(2);
    if (here === undefined || there === undefined || here === there) throw new Unable('there is only one session');
    const scripts = moves.scripts((await visitor.reset(here, index)) ?? '');
    const parts: [Part, Part] = [
      { id: here, index, actions: scripts[0] },
      { id: there, index: other, actions: scripts[1] },
    ];
    const alone = await each(parts, (part) => trace(scene, part));
    if (alone.includes(undefined)) throw new Unable('a reset or a step failed');
    compare(scene, 'sessions-mixed', { alone, together: await inTurns(scene, parts), parts });
    for (let i = 0; i < ATTEMPTS && !ledger.has('parallel-mixed'); i++) {
      const together = await Promise.all(parts.map((part) => trace(scene, part)));
      compare(scene, 'parallel-mixed', { alone, together, parts });
    }
    if ((await visitor.reset(here, index)) === undefined) return;
    // Two at once in one session: any order is good, an error of the server is not.
    const [action = 'xyzzy'] = scripts[0];
    await Promise.all([action, action].map((one) => visitor.step(here, one, { free: true })));
  },
};

async function each<T, R>(list: readonly T[], work: (one: T) => Promise<R>): Promise<R[]> {
  const results: R[] = [];
  for (const one of list) results.push(await work(one));
  return results;
}

/** Both are reset, then each takes a step in turn. */
async function inTurns({ visitor }: Scene, parts: readonly Part[]): Promise<(Trace | undefined)[]> {
  const games = await each(parts, async ({ id, index, actions }) => {
    const opening = await visitor.reset(id, index);
    return { id, index, actions, over: opening === undefined, lines: opening === undefined ? [] : [opening] };
  });
  const longest = Math.max(...parts.map(({ actions }) => actions.length));
  for (let i = 0; i < longest; i++) {
    for (const game of games) {
      const action = game.actions[i];
      if (game.over || action === undefined) continue;
      const stepped = await visitor.step(game.id, action);
      game.over = stepped.done || stepped.failed;
      if (!stepped.failed) game.lines.push(lineOf(stepped));
    }
  }
  return games;
}

function compare(
  { ledger }: Scene,
  code: FindingCode,
  { alone, together, parts }: Record<'alone' | 'together', (Trace | undefined)[]> & { parts: readonly Part[] },
): void {
  for (const [i, part] of parts.entries()) {
    const [one, other] = [alone[i], together[i]];
    if (one === undefined || other === undefined) continue;
    const parted = parting(one, other);
    if (parted === undefined) continue;
    const what = parted.at === 0 ? 'the reset' : `step ${parted.at} (${part.actions[parted.at - 1]})`;
    const request = `${what} of task ${part.index} in session ${part.id}`;
    ledger.found(code, { request, answer: excerpt(parted.there), says: `Alone it was: ${excerpt(parted.here)}` });
  }
}
