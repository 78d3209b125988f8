/**
 * The expert of a user's catalogue: knows which product the goal was made of, searches for its title, goes to it, chooses
 * the options and buys.
 */
import type { ExpertMove } from '../../contract.ts';
import { BUTTONS, type Game } from './game.ts';
import { alike, plainColor } from './match.ts';

/** The next move in a game that is not over. */
export function guidedMove(game: Game): ExpertMove {
  const { goal, item, page } = game;
  const [query = ''] = goal.queries;
  if (page === 'search') return { thought: `I search for ${query}.`, action: `search[${query}]` };
  if (page === 'results') return throughResults(game);
  if (page !== 'item') return click(BUTTONS.previous, 'I go back to the product.');
  if (item !== goal.target) return click(BUTTONS.previous, 'This is not the product I want.');
  for (const { value } of goal.options) {
    if ([...game.chosen.values()].some((chosen) => same(chosen, value))) continue;
    const offered = item.options.flatMap(({ values }) => values).find((one) => same(one, value));
    if (offered !== undefined) return click(offered, `I need ${value}.`);
  }
  return click(BUTTONS.buy, 'This is what I need. I buy it.');
}

function throughResults(game: Game): ExpertMove {
  const { target } = game.goal;
  if (game.shown().includes(target)) return click(target.id, `${target.id} fits.`);
  const place = game.results.indexOf(target);
  if (place === -1) return click(BUTTONS.back, 'It is not among these. I search again.');
  const page = 1 + Math.floor(place / game.pageSize);
  return page > game.number
    ? click(BUTTONS.next, 'I look at the next page.')
    : click(BUTTONS.previous, 'I look at the page before.');
}

function click(label: string, thought: string): ExpertMove {
  return { thought, action: `click[${label}]` };
}

function same(chosen: string, wanted: string): boolean {
  return chosen === wanted || alike(plainColor(chosen), plainColor(wanted));
}
