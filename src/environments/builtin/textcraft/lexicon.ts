/**
 * Texts that together hold every word the environment, its instructions and its expert can say in any split. Kept apart
 * from `answers.ts` because that is what is said, and this only shows all of it once.
 */
import { answers, carried, MOST_CARRIED } from './answers.ts';
import { thoughts } from './expert.ts';
import { instructions } from './instructions.ts';
import { canBe } from './listing.ts';
import { type Recipe, recipeBook } from './recipes.ts';

export function* lexicon(): Iterable<string> {
  const book = recipeBook();
  for (const { content } of instructions()) yield content;
  yield 'Crafting commands:';
  yield Array.from({ length: MOST_CARRIED + 1 }, (_, number) => String(number)).join(' ');
  for (const item of book.items) yield answers.got(1, item);
  for (const [generic, members] of book.generics) yield members.map((member) => canBe(generic, member)).join('\n');
  for (const { command } of book.recipes) yield command;
  const [recipe] = book.recipes;
  const [ingredient] = recipe?.ingredients ?? [];
  if (recipe && ingredient) yield sentences(recipe, ingredient.name).join('\n');
}

/** One of each sentence, with the names of `recipe`. */
function sentences(recipe: Recipe, name: string): string[] {
  const item = recipe.output;
  const amount = { count: 1, name };
  return [
    answers.over(),
    answers.empty(),
    answers.unclear(),
    answers.got(1, name),
    answers.crafted(recipe),
    answers.reached(),
    answers.unknown(),
    answers.atLeastOne(),
    answers.tooMany(name),
    answers.generic(name, item),
    answers.notFound(item),
    answers.notCrafted(name),
    answers.notListed(item),
    answers.itemsUnclear(),
    answers.needs(item, amount),
    answers.needsNot(item, name),
    answers.makes(recipe),
    answers.notEnough(amount, 0),
    answers.goal(item),
    carried(new Map(), 40),
    carried(new Map([[item, 1]]), 40),
    carried(new Map([[item, 1]]), 0),
    thoughts.recipe(item, recipe.using),
    thoughts.lack(1, name),
    thoughts.canBe(name, item),
    thoughts.ready(),
    `get 1 ${name}`,
    'inventory',
  ];
}
