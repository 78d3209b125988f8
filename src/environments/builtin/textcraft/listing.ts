/**
 * The initial state of a task: its goal and the commands it lists. What is needed to solve it is always listed (one
 * shallowest recipe for each item needed, one member for each generic ingredient needed); distractors fill up. All of
 * it follows from the goal's name and the variant's number.
 */
import { digest, type Random, random, seedOf } from '../../../seeds.ts';
import type { Goal } from './goals.ts';
import { type Recipe, type RecipeBook, recipeBook } from './recipes.ts';

/** Most word tokens (words, numbers, punctuation marks) of a first observation. */
export const OBSERVATION_TOKENS = 150;
const DISTRACTORS = { least: 3, most: 6 };

export interface Listing {
  readonly goal: string;
  /** Lines of the list as shown: crafting commands, and `planks can be oak planks`. */
  readonly lines: readonly string[];
  /** Listed recipes by output. */
  readonly recipes: ReadonlyMap<string, readonly Recipe[]>;
  /** The recipe the expert uses for each item that the goal needs. */
  readonly needed: ReadonlyMap<string, Recipe>;
  /** The member the list names for each generic ingredient that the goal needs. */
  readonly standIns: ReadonlyMap<string, string>;
  readonly observation: string;
  /** Hex digest of the goal, the list and the empty inventory. */
  readonly fingerprint: string;
}

/** Words, numbers and punctuation marks of a text. */
export function wordTokens(text: string): string[] {
  return text.match(/[\p{L}]+|\p{N}+|[^\s\p{L}\p{N}]/gu) ?? [];
}

function observationOf(goal: string, lines: readonly string[]): string {
  return `Crafting commands:\n${lines.join('\n')}\nGoal: craft ${goal}.`;
}

/** The listing of a goal's variant, the same on every machine. */
export function makeListing(goal: Goal, variant: number): Listing {
  const book = recipeBook();
  const rng = random(seedOf('textcraft', 'listing', goal.item, variant));
  const { needed, standIns } = solution(goal.item, book, rng);
  const required = [...needed.values()];
  const chosen = [
    ...required,
    ...distractors(required, observationOf(goal.item, solutionLines(needed, standIns)), rng),
  ];
  const lines = rng.shuffle([
    ...chosen.map(({ command }) => command),
    ...[...standIns].map(([generic, member]) => canBe(generic, member)),
  ]);
  const recipes = new Map<string, Recipe[]>();
  for (const recipe of chosen) recipes.set(recipe.output, [...(recipes.get(recipe.output) ?? []), recipe]);
  return {
    goal: goal.item,
    lines,
    recipes,
    needed,
    standIns,
    observation: observationOf(goal.item, lines),
    fingerprint: digest('textcraft', goal.item, ...lines, 'inventory empty'),
  };
}

export function canBe(generic: string, member: string): string {
  return `${generic} can be ${member}`;
}

type Solution = Pick<Listing, 'needed' | 'standIns'>;

function solutionLines(needed: Solution['needed'], standIns: Solution['standIns']): string[] {
  return [...[...needed.values()].map(({ command }) => command), ...[...standIns].map(([g, m]) => canBe(g, m))];
}

/** Chooses a shallowest recipe for each item needed and a shallowest member for each generic ingredient. */
function solution(goal: string, book: RecipeBook, rng: Random): Solution {
  const needed = new Map<string, Recipe>();
  const standIns = new Map<string, string>();
  const generic: string[] = [];
  const open = [goal];
  // Generic ingredients wait until the named items are known: a member that is needed anyway is taken.
  for (let name = open.pop() ?? generic.shift(); name !== undefined; name = open.pop() ?? generic.shift()) {
    const depth = book.depth(name);
    const members = book.generics.get(name);
    if (members) {
      if (standIns.has(name)) continue;
      const shallow = members.filter((member) => book.depth(member) === depth);
      const wanted = shallow.filter((member) => needed.has(member));
      const member = rng.pick(wanted.length > 0 ? wanted : shallow);
      standIns.set(name, member);
      open.push(member);
      continue;
    }
    const ways = book.byOutput.get(name);
    if (!ways || needed.has(name)) continue;
    const recipe = rng.pick(ways.filter((way) => depthOf(way, book) === depth));
    needed.set(name, recipe);
    for (const input of recipe.ingredients) (book.generics.has(input.name) ? generic : open).push(input.name);
  }
  return { needed, standIns };
}

function depthOf(recipe: Recipe, book: RecipeBook): number {
  return 1 + Math.max(...recipe.ingredients.map(({ name }) => book.depth(name)));
}

/**
 * Recipes that are not needed: half of them use an ingredient that is needed, the rest are any. None makes an item that
 * is needed, so that each needed item has one line. As many as fit into the observation.
 */
function distractors(required: readonly Recipe[], observation: string, rng: Random): Recipe[] {
  const outputs = new Set(required.map(({ output }) => output));
  const inputs = new Set(required.flatMap(({ ingredients }) => ingredients.map(({ name }) => name)));
  const others = recipeBook().recipes.filter(({ output }) => !outputs.has(output));
  const related = others.filter(({ ingredients }) => ingredients.some(({ name }) => inputs.has(name)));
  const count = DISTRACTORS.least + rng.below(DISTRACTORS.most - DISTRACTORS.least + 1);
  const chosen = new Set<Recipe>();
  let room = OBSERVATION_TOKENS - wordTokens(observation).length;
  const take = (pool: readonly Recipe[], limit: number): void => {
    for (const recipe of sample(pool, 4 * count, rng)) {
      const size = wordTokens(recipe.command).length;
      if (chosen.size >= limit || size > room || chosen.has(recipe)) continue;
      chosen.add(recipe);
      room -= size;
    }
  };
  take(related, Math.ceil(count / 2));
  take(others, count);
  return [...chosen];
}

/** Up to `count` different entries in random order, without shuffling the whole list. */
function sample<T>(list: readonly T[], count: number, rng: Random): T[] {
  const rest = [...list];
  const taken: T[] = [];
  while (taken.length < count && rest.length > 0) taken.push(...rest.splice(rng.below(rest.length), 1));
  return taken;
}
