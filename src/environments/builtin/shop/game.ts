/**
 * One visit to the shop: the page one is on, what can be clicked there, and the rules of a step. Keeps what has been seen,
 * which is all that an expert may know. Says nothing: texts are `describe.ts`'s.
 */
import { rewardOf } from './reward.ts';
import type { Goal, Product, Shop } from './shop.ts';

export const SUB_PAGES = ['Description', 'Features', 'Reviews'] as const;
export type SubPage = (typeof SUB_PAGES)[number];
export type PageKind = 'search' | 'results' | 'item' | SubPage | 'done';

export const BUTTONS = { buy: 'Buy Now', previous: '< Prev', next: 'Next >', back: 'Back to Search' } as const;

export interface Visit {
  readonly shop: Shop;
  readonly goal: Goal;
  /** Products on a page of results. */
  readonly pageSize: number;
}

export class Game {
  readonly shop: Shop;
  readonly goal: Goal;
  readonly pageSize: number;
  page: PageKind = 'search';
  query = '';
  results: readonly Product[] = [];
  /** Of the page of results, from 1. */
  number = 1;
  item: Product | undefined;
  /** Of the item's options, by their names. */
  readonly chosen = new Map<string, string>();
  reward = 0;
  /** Items whose pages were seen, and those whose features were. */
  readonly opened = new Set<Product>();
  readonly read = new Set<Product>();

  constructor({ shop, goal, pageSize }: Visit) {
    this.shop = shop;
    this.goal = goal;
    this.pageSize = pageSize;
  }

  get over(): boolean {
    return this.page === 'done';
  }

  get pages(): number {
    return Math.max(1, Math.ceil(this.results.length / this.pageSize));
  }

  /** The products on the page of results. */
  shown(): readonly Product[] {
    return this.results.slice((this.number - 1) * this.pageSize, this.number * this.pageSize);
  }

  /** What can be clicked besides products and options, in the order of the page. */
  buttons(): readonly string[] {
    const { buy, previous, next, back } = BUTTONS;
    switch (this.page) {
      case 'results':
        return [...(this.number < this.pages ? [next] : []), ...(this.number > 1 ? [previous] : []), back];
      case 'item':
        return [...SUB_PAGES, buy, previous, back];
      case 'search':
      case 'done':
        return [];
      default:
        return [previous, back];
    }
  }

  /** Everything that can be clicked. */
  labels(): readonly string[] {
    const own = this.buttons();
    if (this.page === 'results') return [...this.shown().map(({ id }) => id), ...own];
    return this.page === 'item' ? [...(this.item?.options ?? []).flatMap(({ values }) => values), ...own] : own;
  }

  search(query: string): void {
    this.query = query;
    this.results = this.shop.search(query);
    this.number = 1;
    this.page = 'results';
  }

  /** @param label one of `labels()`. */
  click(label: string): void {
    const { buy, previous, next, back } = BUTTONS;
    if (this.buttons().includes(label)) {
      if (label === next) this.number += 1;
      else if (label === previous) this.#previous();
      else if (label === back) this.page = 'search';
      else if (label === buy) this.#buy();
      else this.#open(label as SubPage);
    } else if (this.page === 'results') this.#enter(label);
    else this.#choose(label);
  }

  #previous(): void {
    if (this.page === 'results') this.number -= 1;
    else this.page = this.page === 'item' ? 'results' : 'item';
  }

  #open(page: SubPage): void {
    this.page = page;
    if (page === 'Features' && this.item) this.read.add(this.item);
  }

  #enter(id: string): void {
    const item = this.shown().find((product) => product.id === id);
    if (!item) return;
    this.item = item;
    this.page = 'item';
    this.chosen.clear();
    this.opened.add(item);
  }

  /** Where several options have the value, it is the first's that does not have it yet. */
  #choose(value: string): void {
    const having = (this.item?.options ?? []).filter(({ values }) => values.includes(value));
    const option = having.find(({ name }) => this.chosen.get(name) !== value) ?? having[0];
    if (option) this.chosen.set(option.name, value);
  }

  #buy(): void {
    if (this.item) this.reward = rewardOf(this.goal, this.item, [...this.chosen.values()]);
    this.page = 'done';
  }
}
