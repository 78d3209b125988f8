/**
 * The expert: from whatever is carried, the next move towards the goal. Its thought reads the list aloud, from the goal
 * down to what is lacking, so that each part of it can be looked up in the list or in the last observation:
 * "oak fence using 4 oak planks, 2 stick. I lack 2 stick. stick using 2 bamboo. I lack 4 bamboo."
 */
import type { ExpertMove } from '../../contract.ts';
import { MOST_CARRIED } from './answers.ts';
import { held } from './crafting.ts';
import { canBe, type Listing } from './listing.ts';
import type { RecipeBook } from './recipes.ts';

export const thoughts = {
  recipe: (output: string, using: string) => `${output} using ${using}.`,
  lack: (count: number, name: string) => `I lack ${count} ${name}.`,
  canBe: (generic: string, member: string) => `${canBe(generic, member)}.`,
  ready: () => 'I have all.',
};

/**
 * Crafts whatever can be crafted on the way down; else goes on with the first ingredient that is lacking, in the amount
 * that all crafts above it take together. Ingredients stand deepest first, so nothing made is used up on the way.
 */
export function nextMove(listing: Listing, inventory: ReadonlyMap<string, number>, book: RecipeBook): ExpertMove {
  const thought: string[] = [];
  let name = listing.goal;
  let want = 1;
  for (;;) {
    const member = listing.standIns.get(name);
    if (member !== undefined) {
      thought.push(thoughts.canBe(name, member));
      name = member;
    }
    const recipe = listing.needed.get(name);
    if (!recipe) return { thought: thought.join(' '), action: `get ${want} ${name}` };
    thought.push(thoughts.recipe(name, recipe.using));
    const lacking = recipe.ingredients.find((input) => held(inventory, input.name, book) < input.count);
    if (!lacking) return { thought: [...thought, thoughts.ready()].join(' '), action: recipe.command };
    const crafts = Math.ceil(want / recipe.count);
    // No more than can be carried, in whole crafts.
    const amount = Math.min(crafts, Math.floor(MOST_CARRIED / lacking.count)) * lacking.count;
    want = amount - held(inventory, lacking.name, book);
    name = lacking.name;
    thought.push(thoughts.lack(want, name));
  }
}
