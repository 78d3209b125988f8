/**
 * What a shop is to the game: products, goals and a search. The catalogues (catalogue.ts, files.ts) make them. Nothing
 * here plays.
 */
import { digest } from '../../../seeds.ts';
import { Bm25 } from '../bm25.ts';

export interface Options {
  /** E.g. `color`. */
  readonly name: string;
  readonly values: readonly string[];
}

export interface Product {
  /** What it is clicked by. */
  readonly id: string;
  readonly title: string;
  /** The words that the type part of the reward compares. */
  readonly nouns: readonly string[];
  /** The search that finds such products, e.g. `coat`. */
  readonly query: string;
  /** Categories, from the widest. */
  readonly path: readonly string[];
  readonly attributes: readonly string[];
  readonly features: readonly string[];
  readonly description: string;
  readonly reviews: readonly string[];
  /** As the page says it, e.g. `4 of 5`. */
  readonly rating: string;
  /** Dollars. */
  readonly price: number;
  readonly options: readonly Options[];
}

/** What is to be bought. */
export interface Goal {
  /** What the policy is told. */
  readonly instruction: string;
  /** The product that the goal was made of; others may do as well. */
  readonly target: Product;
  readonly attributes: readonly string[];
  readonly options: readonly { readonly name: string; readonly value: string }[];
  /** Dollars; undefined where any price will do. */
  readonly limit?: number;
  /** Searches that make sense for it; the first is the expert's. */
  readonly queries: readonly string[];
}

/** Most results of a search, as in the original. */
const MOST_RESULTS = 50;

/** Words of a text as the search takes them. */
export function wordsOf(text: string): string[] {
  return text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
}

export class Shop {
  readonly products: readonly Product[];
  readonly #index: Bm25;
  #digest: string | undefined;

  /** Words of titles count twice. */
  constructor(products: readonly Product[]) {
    this.products = products;
    this.#index = new Bm25(
      products.map(({ title, features, description }) => {
        const words = wordsOf(title);
        return [...words, ...words, ...wordsOf(features.join(' ')), ...wordsOf(description)];
      }),
    );
  }

  /** Of all that it sells. */
  get digest(): string {
    this.#digest ??= digest(JSON.stringify(this.products));
    return this.#digest;
  }

  /** The products that fit a query best, best first; none where no product has any word of it. */
  search(query: string): readonly Product[] {
    return this.#index.search(wordsOf(query), MOST_RESULTS).map(({ document }) => this.products[document] as Product);
  }
}
