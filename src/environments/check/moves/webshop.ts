/** webshop: the way to a purchase, whatever is bought. The shop is a simulation; nothing is paid. */
import { fieldsOf } from '../judge.ts';
import type { Game } from './game.ts';

export async function buyAnything(game: Game, [first = 0]: readonly number[]): Promise<void> {
  if (!(await game.reset(first))) return;
  await game.step('search[red shoes]');
  const { clickables } = fieldsOf((await game.scene.visitor.get('/available_actions', game.id)).json);
  const product = Array.isArray(clickables)
    ? clickables.find((one) => typeof one === 'string' && /^b[0-9a-z]{9}$/iu.test(one))
    : undefined;
  if (typeof product === 'string') await game.step(`click[${product}]`);
  if (!game.over) await game.step('click[buy now]');
}
