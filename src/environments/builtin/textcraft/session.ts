/**
 * One live game: the goal, the list of commands and what is carried. Answers every action, legal or not, in a few words
 * and never throws over one. Nothing in an episode is random.
 */
import { AgentgymError } from '../../../errors.ts';
import type { ExpertMove, ResetResult, Session, StepResult, Task } from '../../contract.ts';
import { type Action, parseAction } from './actions.ts';
import { answers, MOST_CARRIED, observation } from './answers.ts';
import { change, held, type Inventory, mismatch, pay } from './crafting.ts';
import { nextMove } from './expert.ts';
import type { Listing } from './listing.ts';
import { draw } from './picture.ts';
import { type Recipe, recipeBook } from './recipes.ts';

export class TextcraftSession implements Session {
  readonly #listingOf: (task: Task) => Listing;
  readonly #book = recipeBook();
  readonly #inventory: Inventory = new Map();
  #listing: Listing | undefined;
  #done = false;

  /** `listingOf` gives a task's initial state, and throws E_ENV_TASK for a task that does not exist. */
  constructor(listingOf: (task: Task) => Listing) {
    this.#listingOf = listingOf;
  }

  async reset(task: Task): Promise<ResetResult> {
    const listing = this.#listingOf(task);
    this.#listing = listing;
    this.#inventory.clear();
    this.#done = false;
    return { observation: listing.observation, fingerprint: listing.fingerprint };
  }

  async step(action: string): Promise<StepResult> {
    const listing = this.#current();
    if (this.#done) return { observation: answers.over(), reward: 0, done: true };
    const answer = this.#act(parseAction(action), listing);
    if (this.#done) return { observation: `${answer}\n${answers.reached()}`, reward: 1, done: true };
    return { observation: observation(answer, this.#inventory, listing.goal), reward: 0, done: false };
  }

  expert(): ExpertMove {
    return nextMove(this.#current(), this.#inventory, this.#book);
  }

  /** Gets of the base items that the list speaks of, in the numbers listed; the listed commands; `inventory`. */
  actions(): readonly string[] {
    const listing = this.#current();
    const found = new Set<string>();
    const recipes = [...listing.recipes.values()].flat();
    for (const { count, name } of recipes.flatMap(({ ingredients }) => ingredients)) {
      const item = listing.standIns.get(name) ?? name;
      const base = this.#book.items.has(item) && !this.#book.byOutput.has(item);
      if (base && held(this.#inventory, item, this.#book) + count <= MOST_CARRIED) found.add(`get ${count} ${item}`);
    }
    return [...found, ...recipes.map(({ command }) => command), 'inventory'];
  }

  picture(): string {
    return draw(this.#current(), this.#inventory, this.#book);
  }

  async close(): Promise<void> {
    this.#listing = undefined;
  }

  #current(): Listing {
    if (this.#listing) return this.#listing;
    throw new AgentgymError('E_ENV_STEP', 'A textcraft session must be reset before it is used.');
  }

  /** Carries the action out and says what came of it. */
  #act(action: Action, listing: Listing): string {
    switch (action.kind) {
      case 'get':
        return this.#get(action, listing);
      case 'craft':
        return this.#craft(action, listing);
      case 'inventory':
        return '';
      case 'empty':
        return answers.empty();
      default:
        return answers.unclear();
    }
  }

  /** What is wrong with a name that should be one item. */
  #notAnItem(name: string, listing: Listing): string | undefined {
    const members = this.#book.generics.get(name);
    if (members) return answers.generic(name, listing.standIns.get(name) ?? members[0] ?? name);
    return this.#book.items.has(name) ? undefined : answers.unknown();
  }

  #get({ count, item }: Action & { kind: 'get' }, listing: Listing): string {
    const wrong = this.#notAnItem(item, listing);
    if (wrong !== undefined) return wrong;
    if (this.#book.byOutput.has(item)) return answers.notFound(item);
    if (count < 1) return answers.atLeastOne();
    if (count + held(this.#inventory, item, this.#book) > MOST_CARRIED) return answers.tooMany(item);
    change(this.#inventory, item, count);
    return answers.got(count, item);
  }

  #craft({ count, item, ingredients }: Action & { kind: 'craft' }, listing: Listing): string {
    const noItem = this.#notAnItem(item, listing);
    if (noItem !== undefined) return noItem;
    if (!this.#book.byOutput.has(item)) return answers.notCrafted(item);
    const listed = listing.recipes.get(item);
    if (!listed) return answers.notListed(item);
    if (!ingredients) return answers.itemsUnclear();
    const fits = (recipe: Recipe) => mismatch(recipe, ingredients, this.#book);
    const recipe = listed.find((candidate) => fits(candidate) === undefined) ?? listed[0];
    if (!recipe) return answers.notListed(item);
    const wrong = fits(recipe);
    if (wrong !== undefined) return wrong;
    if (count !== recipe.count) return answers.makes(recipe);
    if (held(this.#inventory, item, this.#book) + recipe.count > MOST_CARRIED) return answers.tooMany(item);
    const short = pay(this.#inventory, ingredients, this.#book);
    if (short !== undefined) return short;
    change(this.#inventory, item, recipe.count);
    this.#done = item === listing.goal;
    return answers.crafted(recipe);
  }
}
