/** wordle: whether the hidden word stays the same, whether it is shown, and what a guess costs that is sent twice. */
import { Game } from '../moves/game.ts';
import { marksIn, spaced, vocabulary } from '../moves/wordle.ts';
import { type Probe, Unable } from '../scene.ts';
import { excerpt } from '../../remote/faults.ts';

const PAIRS = 4;
const TRIES = 7;

export const hiddenWord: Probe = {
  name: 'the hidden word of wordle',
  run: async (scene) => {
    const { visitor, tasks, judge } = scene;
    const [id] = await visitor.sessions(1);
    if (id === undefined) throw new Unable('no session could be created');
    const game = new Game(scene, id);
    const [first = 0] = tasks;
    if (!(await game.reset(first))) throw new Unable('the task could not be reset again');
    const words = await vocabulary(game);
    if (words.length < 2) throw new Unable('GET /filtered_vocab gives no words to guess');
    // One of two is not the word itself.
    for (const word of words.slice(0, 2)) {
      if (!(await game.reset(first))) throw new Unable('the task could not be reset again');
      await game.step(spaced(word));
      if (game.over) continue;
      if ((await vocabulary(game)).length < words.length)
        judge.found('solution-shown', await visitor.get('/filtered_vocab', id), 'Only words that can still be it.');
      await game.play(Array.from({ length: TRIES }, () => spaced(word)));
      if (game.last?.done === true && !game.won)
        judge.found('retry-executed', game.last.reply, 'The same guess costs a try each time.');
      break;
    }
    for (const index of tasks) for (let i = 0; i < PAIRS; i++) if (await redrawn(game, index, pair(words, i))) return;
  },
};

function pair(words: readonly string[], i: number): readonly [string, string] {
  return [words[2 * i] ?? 'panic', words[2 * i + 1] ?? 'mount'];
}

/** The first word's feedback, guessed first and guessed second. */
async function redrawn(game: Game, index: number, [one, two]: readonly [string, string]): Promise<boolean> {
  const { judge } = game.scene;
  if (!(await game.reset(index))) return false;
  const early = await game.step(spaced(one));
  if (early.failed || !(await game.reset(index))) return false;
  const between = await game.step(spaced(two));
  if (between.failed || game.over) return false;
  const later = await game.step(spaced(one));
  if (later.failed) return false;
  const [before, now] = [early, later].map(({ observation }) => marksIn(observation, one));
  if (before === undefined || now === undefined || before === now) return false;
  const says = `Guessed first, “${one}” had ${excerpt(before)}.`;
  judge.found('word-redrawn', later.reply, says);
  return true;
}
