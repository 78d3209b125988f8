/**
 * Pages as texts. `compact`: a few short lines. `full`: the parts of the page one after another with `[SEP]` between them,
 * as in WebShop's text mode.
 */
import { BUTTONS, type Game } from './game.ts';
import type { Product } from './shop.ts';

export const OBSERVATIONS = ['compact', 'full'] as const;
export type Observation = (typeof OBSERVATIONS)[number];

/** Products on a page of results; 10 are the original's. */
export const PAGE_SIZES: Readonly<Record<Observation, number>> = { compact: 5, full: 10 };

export const OVER = 'The visit is over.';

/** @param note what comes before the page, such as why nothing happened. */
export function pageText(game: Game, observation: Observation, note = ''): string {
  const text = observation === 'compact' ? compact(game) : full(game);
  return note === '' ? text : `${note}\n${text}`;
}

function compact(game: Game): string {
  return [...(game.over ? [] : [game.goal.instruction]), ...compactLines(game)].join('\n');
}

function compactLines(game: Game): string[] {
  const { item } = game;
  const buttons = game.buttons();
  const foot = buttons.length > 0 ? [`Buttons: ${buttons.join(', ')}`] : [];
  if (game.page === 'search') return ['Search page.'];
  if (game.page === 'results') return [...resultLines(game), ...foot];
  if (!item) return foot;
  switch (game.page) {
    case 'item': {
      const options = item.options.map(({ name, values }) => `${name}: ${values.join(', ')}`);
      const chosen = game.chosen.size > 0 ? [`Chosen: ${[...game.chosen.values()].join(', ')}`] : [];
      return [lineOf(item), ...options, ...chosen, ...foot];
    }
    case 'done':
      return [bought(item.id, game.reward)];
    case 'Description':
      return [`Description of ${item.id}: ${item.description}`, ...foot];
    case 'Features':
      return [`Features of ${item.id}: ${item.features.join(', ')}`, ...foot];
    default:
      return [`Reviews of ${item.id}: ${item.rating}. ${item.reviews.join(', ')}`, ...foot];
  }
}

function resultLines(game: Game): string[] {
  if (game.results.length === 0) return ['No results.'];
  return [`Page ${game.number} of ${game.pages}:`, ...game.shown().map(lineOf)];
}

/** `coat 17: Alvo warm waterproof coat, 23 dollars` */
function lineOf({ id, title, price }: Product): string {
  return `${id}: ${title}, ${dollars(price)} dollars`;
}

export function bought(id: string, reward: number): string {
  return `You bought ${id}. Your score: ${Math.round(100 * reward)} of 100.`;
}

function dollars(price: number): string {
  return Number.isInteger(price) ? String(price) : price.toFixed(2);
}

const SEPARATOR = ' [SEP] ';

function full(game: Game): string {
  const head = ['Instruction:', game.goal.instruction];
  return fullParts(game, head).join(SEPARATOR);
}

function fullParts(game: Game, head: readonly string[]): readonly string[] {
  const { item, page } = game;
  const { back, previous, next, buy } = BUTTONS;
  if (page === 'search') return ['WebShop', ...head, 'Search'];
  if (page === 'results') {
    const count = `Page ${game.number} (Total results: ${game.results.length})`;
    const ways = [...(game.number > 1 ? [previous] : []), ...(game.number < game.pages ? [next] : [])];
    const products = game.shown().flatMap(({ id, title, price }) => [id, title, `$${dollars(price)}`]);
    return [...head, back, count, ...ways, ...products];
  }
  if (!item) return head;
  switch (page) {
    case 'item': {
      const options = item.options.flatMap(({ name, values }) => [name, ...values]);
      const chosen = game.chosen.size > 0 ? [`Chosen: ${[...game.chosen.values()].join(', ')}`] : [];
      const facts = [item.title, `Price: $${dollars(item.price)}`, `Rating: ${item.rating}`];
      return [...head, back, previous, ...options, ...chosen, ...facts, 'Description', 'Features', 'Reviews', buy];
    }
    case 'done':
      return ['Thank you for shopping with us!', bought(item.id, game.reward)];
    case 'Description':
      return [...head, back, previous, item.description];
    case 'Features':
      return [...head, back, previous, ...item.features];
    default:
      return [...head, back, previous, item.rating, ...item.reviews];
  }
}
