/** maze: the end by too many moves, and the game whose start is the goal. */
import { walkUntilEnd } from '../moves/brief.ts';
import { Game } from '../moves/game.ts';
import { type Probe, Unable } from '../scene.ts';
import { after } from './endings.ts';

/** Its start is the goal in the original, which answers an error without text. */
const AT_THE_GOAL = 25;

export const tooManyMoves: Probe = {
  name: 'too many moves in maze',
  run: async (scene) => {
    const { visitor, tasks, judge } = scene;
    const [id] = await visitor.sessions(1);
    if (id === undefined) throw new Unable('no session could be created');
    const game = new Game(scene, id);
    await walkUntilEnd(game, tasks);
    if (game.last?.done === true) await after(game, game.last);
    judge.refusal(await visitor.tryReset(id, AT_THE_GOAL));
  },
};
