/** sciworld: focusing on a thing that the task is not about is the end of it. */
import { textsOf } from '../../remote/adapter.ts';
import type { Game } from './game.ts';

const MOST_THINGS = 4;

export async function focusOnAnything(game: Game, [first = 0]: readonly number[]): Promise<void> {
  if (!(await game.reset(first))) return;
  const hint = await game.scene.visitor.get('/action_hint', game.id);
  const things = textsOf(hint.json, 'possible_objects') ?? [];
  await game.play([...things.slice(0, MOST_THINGS), 'agent'].map((thing) => `focus on ${thing}`));
}
