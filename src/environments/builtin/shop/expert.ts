/**
 * The expert of the shop's own catalogue. It knows what it has read and nothing else: it searches for what is asked, opens
 * the first product that may fit, goes back when something is missing, chooses the options and buys.
 */
import type { ExpertMove } from '../../contract.ts';
import { BUTTONS, type Game } from './game.ts';
import { type Product, wordsOf } from './shop.ts';

export const thoughts = {
  search: (what: string) => `I search for ${what}.`,
  /** @param price where it matters. */
  open: (id: string, has: string, price?: number) =>
    `${id} is ${has}${price === undefined ? '' : ` and costs ${price} dollars`}.`,
  next: () => 'None of these fits. I look at the next page.',
  again: () => 'None of these fits. I search again.',
  expensive: (id: string, price: number) => `${id} costs ${price} dollars, too much. I go back.`,
  otherwise: (id: string) => `${id} is something else. I go back.`,
  misses: (id: string, name: string, value: string) => `${id} has no ${name} ${value}. I go back.`,
  isNot: (id: string, attribute: string) => `${id} is not ${attribute}. I go back.`,
  check: (id: string, attribute: string) => `Is ${id} ${attribute}? I check.`,
  is: (id: string, attribute: string) => `${id} is ${attribute}.`,
  close: () => 'I go back to the product.',
  choose: (name: string, value: string) => `I need ${name} ${value}.`,
  buy: (id: string) => `${id} is what I need. I buy it.`,
};

/** The next move in a game that is not over. */
export function nextMove(game: Game): ExpertMove {
  if (game.page === 'search') return search(game);
  if (game.page === 'results') return chosenFrom(game);
  if (game.page === 'item' && game.item) return atItem(game, game.item);
  return atSubPage(game);
}

function search({ goal: { queries } }: Game): ExpertMove {
  const [query = ''] = queries;
  return { thought: thoughts.search(query), action: `search[${query}]` };
}

function click(label: string, thought: string): ExpertMove {
  return { thought, action: `click[${label}]` };
}

function chosenFrom(game: Game): ExpertMove {
  const { goal } = game;
  const product = game.shown().find((one) => inTitle(game, one).length > 0 && problem(game, one) === undefined);
  if (product) {
    const has = inTitle(game, product).join(' and ');
    return click(product.id, thoughts.open(product.id, has, goal.limit === undefined ? undefined : product.price));
  }
  // Of a search for something else no page need be read on.
  if (game.number < game.pages && game.query === goal.queries[0]) return click(BUTTONS.next, thoughts.next());
  return click(BUTTONS.back, thoughts.again());
}

function atItem(game: Game, item: Product): ExpertMove {
  const wrong = problem(game, item);
  if (wrong !== undefined) return click(BUTTONS.previous, wrong);
  const [unknown] = game.read.has(item) ? [] : notInTitle(game, item);
  if (unknown !== undefined) return click('Features', thoughts.check(item.id, unknown));
  const open = game.goal.options.find(({ name, value }) => game.chosen.get(name) !== value);
  if (open) return click(open.value, thoughts.choose(open.name, open.value));
  return click(BUTTONS.buy, thoughts.buy(item.id));
}

function atSubPage(game: Game): ExpertMove {
  const { item } = game;
  const [checked] = item && game.page === 'Features' ? notInTitle(game, item) : [];
  if (!item || checked === undefined) return click(BUTTONS.previous, thoughts.close());
  return click(BUTTONS.previous, problem(game, item) ?? thoughts.is(item.id, checked));
}

/** Why a product does not do, by what has been seen of it; undefined where nothing speaks against it. */
function problem(game: Game, product: Product): string | undefined {
  const { target, options, limit } = game.goal;
  const { id, price } = product;
  if (!wordsOf(product.title).includes(target.query)) return thoughts.otherwise(id);
  if (limit !== undefined && price > limit) return thoughts.expensive(id, price);
  const missing = game.opened.has(product) ? options.find((option) => !offers(product, option)) : undefined;
  if (missing) return thoughts.misses(id, missing.name, missing.value);
  const lacking = game.read.has(product)
    ? notInTitle(game, product).find((attribute) => !product.features.includes(attribute))
    : undefined;
  return lacking === undefined ? undefined : thoughts.isNot(id, lacking);
}

function offers({ options }: Product, { name, value }: { name: string; value: string }): boolean {
  return options.some((option) => option.name === name && option.values.includes(value));
}

function inTitle({ goal }: Game, { title }: Product): string[] {
  const words = wordsOf(title);
  return goal.attributes.filter((attribute) => words.includes(attribute));
}

function notInTitle({ goal }: Game, { title }: Product): string[] {
  const words = wordsOf(title);
  return goal.attributes.filter((attribute) => !words.includes(attribute));
}
