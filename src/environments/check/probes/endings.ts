/** What happens at the end of an episode and after it: done, rewards, further steps, and the next reset. */
import { Game } from '../moves/game.ts';
import { isRefusal } from '../judge.ts';
import { type Probe, type Scene, Unable } from '../scene.ts';
import type { Stepped } from '../visitor.ts';

const JUNK = 'xyzzy';

export const endings: Probe = {
  name: 'the end of an episode',
  run: async (scene) => {
    const { visitor, moves, tasks, judge } = scene;
    if (moves.end === undefined) throw new Unable('no action is known that ends an episode here');
    const [id] = await visitor.sessions(1);
    if (id === undefined) throw new Unable('no session could be created');
    const game = new Game(scene, id);
    await moves.end(game, tasks);
    const { last } = game;
    if (last === undefined || !game.over) throw new Unable('none of the actions that are known ended an episode');
    if (game.won && !last.done) judge.found('win-not-done', last.reply);
    await after(game, last);
    await again(game);
  },
};

/** Junk, and the last action again: as a client does that sends a step twice. */
export async function after(game: Game, last: Stepped): Promise<void> {
  const { visitor } = game.scene;
  let best = last.reward;
  for (const action of [JUNK, game.actions.at(-1) ?? JUNK, JUNK]) {
    const stepped = await visitor.step(game.id, action, { free: true });
    if (stepped.failed) continue;
    judgeAfter(game.scene, stepped, { junk: action === JUNK, ended: last.done, best });
    best = Math.max(best, stepped.reward);
  }
}

function judgeAfter(
  { judge }: Scene,
  { reply, reward, done }: Stepped,
  { junk, ended, best }: { junk: boolean; ended: boolean; best: number },
): void {
  if (reward > 0 && reward > best) judge.found('reward-grows', reply, `It was ${best} before.`);
  else if (reward > 0 && junk) judge.found('malformed-rewarded', reply);
  if (!ended) return;
  if (reward > 0) judge.found('reward-after-done', reply);
  if (!done) judge.found('done-off', reply);
  else if (reward <= 0) judge.found('step-after-done', reply);
}

/** The session must be of use again. */
async function again({ scene, id, index }: Game): Promise<void> {
  const { visitor, judge, moves, ledger } = scene;
  const reply = await visitor.tryReset(id, index);
  if (isRefusal(reply)) return judge.found('reset-after-end', reply);
  const stepped = await visitor.step(id, JUNK, { free: true });
  const ends = moves.oneTry === true || ledger.has('done-on-junk');
  if (stepped.failed || (stepped.done && !ends)) judge.found('reset-after-end', stepped.reply);
}
