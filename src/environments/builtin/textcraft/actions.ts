/**
 * The grammar of actions: `get N item`, `craft N item using N a, N b`, `inventory`. Forgiving about case, white space, a
 * final full stop and `minecraft:` names. Parses only: what an action does is the session's business.
 */
import { type Ingredient, inWords } from './recipes.ts';

export type Action =
  | { kind: 'get'; count: number; item: string }
  /** `ingredients` is undefined when they are not `N item, N item`. */
  | { kind: 'craft'; count: number; item: string; ingredients: readonly Ingredient[] | undefined }
  | { kind: 'inventory' }
  | { kind: 'empty' }
  | { kind: 'unclear' };

const COUNTED = /^(-?\d+) (.+)$/;

export function parseAction(text: string): Action {
  const line = text.trim().replace(/\.$/, '').replace(/\s+/g, ' ').trim().toLowerCase();
  if (line === '') return { kind: 'empty' };
  if (line === 'inventory') return { kind: 'inventory' };
  const [, verb = '', rest = ''] = /^(get|craft) (.+)$/.exec(line) ?? [];
  if (verb === 'get') {
    const wanted = counted(rest);
    return wanted ? { kind: 'get', count: wanted.count, item: wanted.name } : { kind: 'unclear' };
  }
  const using = rest.indexOf(' using ');
  const made = using < 0 ? undefined : counted(rest.slice(0, using));
  if (verb !== 'craft' || !made) return { kind: 'unclear' };
  return { kind: 'craft', count: made.count, item: made.name, ingredients: ingredientsOf(rest.slice(using + 7)) };
}

function counted(text: string): Ingredient | undefined {
  const [, count, name] = COUNTED.exec(text) ?? [];
  return count === undefined || name === undefined ? undefined : { count: Number(count), name: inWords(name) };
}

/** Ingredients in the order named; one that is named twice counts together. */
function ingredientsOf(text: string): Ingredient[] | undefined {
  const counts = new Map<string, number>();
  for (const part of text.split(',')) {
    const ingredient = counted(part.trim());
    if (!ingredient || ingredient.count < 1) return undefined;
    counts.set(ingredient.name, (counts.get(ingredient.name) ?? 0) + ingredient.count);
  }
  return [...counts].map(([name, count]) => ({ name, count }));
}
