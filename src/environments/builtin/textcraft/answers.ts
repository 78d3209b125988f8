/**
 * Every sentence the environment says after the first observation. Nothing a policy wrote is quoted back unless it is
 * the name of an item or a number that is shown anyway, so the vocabulary is closed (`lexicon`).
 */
import type { Ingredient, Recipe } from './recipes.ts';

/** Most of one item that can be carried, so that every number said is at most this. */
export const MOST_CARRIED = 99;
/** Most words (words and numbers) of an answer. */
const ANSWER_WORDS = 40;

const GRAMMAR = 'Say get N item, craft N item using N item, or inventory.';

export const answers = {
  over: () => 'The task is over.',
  empty: () => `The action is empty. ${GRAMMAR}`,
  unclear: () => `The action is not understood. ${GRAMMAR}`,
  got: (count: number, item: string) => `Got ${count} ${item}.`,
  crafted: ({ count, output }: Recipe) => `Crafted ${count} ${output}.`,
  reached: () => 'The goal is reached.',
  unknown: () => 'There is no such item.',
  atLeastOne: () => 'The number must be at least 1.',
  tooMany: (item: string) => `You can carry at most ${MOST_CARRIED} ${item}.`,
  generic: (name: string, member: string) => `${name} can be any of several items, such as ${member}. Name one.`,
  notFound: (item: string) => `${item} cannot be found. It must be crafted.`,
  notCrafted: (item: string) => `${item} cannot be crafted. Get it.`,
  notListed: (item: string) => `No listed command crafts ${item}.`,
  itemsUnclear: () => 'After using, each item needs a number, with commas between items.',
  needs: (output: string, { count, name }: Ingredient) => `${output} needs exactly ${count} ${name}.`,
  needsNot: (output: string, name: string) => `${output} does not need ${name}.`,
  makes: ({ count, output }: Recipe) => `The listed command makes ${count} ${output}. Say exactly that.`,
  notEnough: ({ count, name }: Ingredient, held: number) => `Not enough ${name}. ${count} needed, ${held} carried.`,
  goal: (item: string) => `Goal: craft ${item}.`,
};

function words(text: string): number {
  return text.split(' ').length;
}

/**
 * What is carried, last changed first, as `You have 2 stick, 4 oak planks.` With more than `most` words, the rest is
 * left out and the line says so.
 */
export function carried(inventory: ReadonlyMap<string, number>, most: number): string {
  if (inventory.size === 0) return 'You have nothing.';
  let line = 'You have';
  let room = most - 4;
  let separator = ' ';
  for (const [item, count] of [...inventory].toReversed()) {
    room -= 1 + words(item);
    if (room < 0) return `${line} and more.`;
    line += `${separator}${count} ${item}`;
    separator = ', ';
  }
  return `${line}.`;
}

/** An answer with what is carried and the goal, which every observation restates. */
export function observation(answer: string, inventory: ReadonlyMap<string, number>, goal: string): string {
  const last = answers.goal(goal);
  const first = answer === '' ? '' : `${answer}\n`;
  return `${first}${carried(inventory, ANSWER_WORDS - words(answer) - words(last))}\n${last}`;
}
