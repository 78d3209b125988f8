/**
 * The inventory, and the tree of recipes that leads to the goal: what each thing is made of, how much of it is needed, and
 * how much is carried. Follows the recipes that the expert uses. Changes nothing.
 */
import { element, INK, picture, text } from '../../svg.ts';
import { held, type Inventory } from './crafting.ts';
import type { Listing } from './listing.ts';
import type { RecipeBook } from './recipes.ts';

const LINE = 22;
const INDENT = 18;
/** A character of 12 px, about. */
const CHARACTER = 6.6;
/** Trees share branches: what has been drawn once is only named again, and no more lines than this. */
const MOST_LINES = 60;

interface Line {
  name: string;
  depth: number;
  needed: number;
  held: number;
  /** How it is come by. */
  how: string;
  done: boolean;
}

export function draw(listing: Listing, inventory: Inventory, book: RecipeBook): string {
  const tree = treeOf(listing, inventory, book);
  const carried = [...inventory].map(([item, count]) => `${count} ${item}`);
  const bag = carried.length === 0 ? 'Carries nothing.' : `Carries ${carried.join(', ')}.`;
  const head = wrap(bag, 64).map((line, i) => text(line, { x: 8, y: 20 + 16 * i, 'font-size': 12 }));
  const top = 20 + 16 * head.length;
  const rows = tree.map((line, i) => row(line, top + i * LINE));
  const widest = Math.max(
    ...tree.map((one) => 40 + one.depth * INDENT + CHARACTER * labelOf(one).length),
    8 + 64 * CHARACTER,
  );
  const title = `Goal: ${listing.goal}. ${bag}`;
  return picture({ width: widest, height: top + tree.length * LINE + 8 }, title, ...head, ...rows);
}

function row(line: Line, y: number): string {
  const { depth, done } = line;
  const x = 14 + depth * INDENT;
  const ink = done ? INK.green : INK.grey;
  const branch =
    depth === 0
      ? []
      : [
          element('path', {
            d: `M${x - INDENT} ${y - 5}V${y + 11}H${x - 6}`,
            fill: 'none',
            stroke: 'currentColor',
            'stroke-opacity': 0.35,
          }),
        ];
  const mark = done
    ? element('path', { d: `M${x - 4} ${y + 11}l3 4 6-8`, fill: 'none', stroke: ink, 'stroke-width': 2.2 })
    : element('circle', { cx: x, cy: y + 11, r: 4, fill: 'none', stroke: ink, 'stroke-width': 1.6 });
  const label = text(labelOf(line), { x: x + 10, y: y + 15, 'font-size': 12, 'font-weight': depth === 0 ? 600 : 400 });
  return element('g', {}, ...branch, mark, label);
}

function labelOf({ name, needed, held: have, how }: Line): string {
  return `${name}  ${have}/${needed}${how === '' ? '' : `  (${how})`}`;
}

function treeOf(listing: Listing, inventory: Inventory, book: RecipeBook): Line[] {
  const lines: Line[] = [];
  const drawn = new Set<string>();
  const add = (name: string, needed: number, depth: number): void => {
    if (lines.length >= MOST_LINES) return;
    const have = held(inventory, name, book);
    const member = listing.standIns.get(name);
    const recipe = listing.needed.get(member ?? name);
    const again = drawn.has(name);
    const made = recipe === undefined ? 'get' : `makes ${recipe.count}`;
    const how = [...(member === undefined ? [] : [`as ${member}`]), again ? 'as above' : made].join(', ');
    lines.push({ name, depth, needed, held: have, how, done: have >= needed });
    if (again || recipe === undefined) return;
    drawn.add(name);
    const times = Math.ceil(needed / recipe.count);
    for (const one of recipe.ingredients) add(one.name, one.count * times, depth + 1);
  };
  add(listing.goal, 1, 0);
  return lines;
}

function wrap(sentence: string, most: number): string[] {
  const lines: string[] = [];
  for (const word of sentence.split(' ')) {
    const last = lines.at(-1);
    if (last === undefined || last.length + word.length >= most) lines.push(word);
    else lines[lines.length - 1] = `${last} ${word}`;
  }
  return lines;
}
