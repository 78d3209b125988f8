/** textcraft, played from what it shows: the list of recipes and the goal. */
import type { Game } from './game.ts';

interface Amount {
  count: number;
  item: string;
}

interface Recipe extends Amount {
  uses: Amount[];
}

const MOST_ACTIONS = 80;

export function textcraftScripts(observation: string): readonly [readonly string[], readonly string[]] {
  // What the way to the goal begins with can be taken, unlike some things that other recipes ask for.
  const item =
    /^get \d+ (.+)$/u.exec(planOf(observation)?.find((action) => action.startsWith('get')) ?? '')?.[1] ?? 'dirt';
  return [
    [`get 1 ${item}`, 'inventory', `get 2 ${item}`, 'inventory'],
    ['inventory', 'craft 1 stick using 1 stick', 'inventory'],
  ];
}

/** Crafts the goal of one of the tasks. A kind of item (planks) that is not explained cannot be taken: the next is tried. */
export async function craftGoal(game: Game, tasks: readonly number[]): Promise<void> {
  for (const index of tasks) {
    if (!(await game.reset(index))) continue;
    const actions = planOf(game.observation);
    if (actions !== undefined) await game.play(actions);
    if (game.over) return;
  }
}

export function planOf(observation: string): string[] | undefined {
  const goal = /Goal: craft ([^\n]+?)\.?\s*$/u.exec(observation)?.[1];
  if (goal === undefined) return undefined;
  const kinds = kindsIn(observation);
  const recipes = recipesIn(observation).map(
    (recipe): Recipe => ({
      ...recipe,
      uses: recipe.uses.map(({ count, item }) => ({ count, item: kinds.get(item) ?? item })),
    }),
  );
  const [stock, actions] = [new Map<string, number>(), [] as string[]];
  const have = (item: string): number => stock.get(item) ?? 0;
  const add = (item: string, count: number): void => void stock.set(item, have(item) + count);
  const make = (item: string, count: number, above: readonly string[]): void => {
    while (have(item) < count && actions.length < MOST_ACTIONS) {
      const recipe = recipes.find((one) => one.item === item && !one.uses.some((use) => above.includes(use.item)));
      if (recipe === undefined) {
        const missing = count - have(item);
        actions.push(`get ${missing} ${item}`);
        add(item, missing);
        return;
      }
      const lacking = (): Amount | undefined => recipe.uses.find((use) => have(use.item) < use.count);
      for (let use = lacking(); use !== undefined && actions.length < MOST_ACTIONS; use = lacking())
        make(use.item, use.count, [...above, item]);
      const list = recipe.uses.map((use) => `${use.count} ${use.item}`).join(', ');
      actions.push(`craft ${recipe.count} ${item} using ${list}`);
      for (const use of recipe.uses) add(use.item, -use.count);
      add(item, recipe.count);
    }
  };
  make(goal, 1, []);
  return actions.length < MOST_ACTIONS ? actions : undefined;
}

function recipesIn(observation: string): Recipe[] {
  return [...observation.matchAll(/^craft (\d+) (.+?) using (.+)$/gmu)].map(([, count, item = '', uses = '']) => ({
    count: Number(count),
    item,
    uses: uses.split(', ').map((use) => {
      const [, n = '1', name = ''] = /^(\d+) (.+)$/u.exec(use.trim()) ?? [];
      return { count: Number(n), item: name };
    }),
  }));
}

/** `acacia logs can be acacia log, acacia wood`: the first thing of each kind. */
function kindsIn(observation: string): ReadonlyMap<string, string> {
  return new Map(
    [...observation.matchAll(/^(.+) can be (.+)$/gmu)].map(([, kind = '', things = '']) => [
      kind,
      things.split(/, | or /u)[0]?.replace(/\.$/u, '') ?? kind,
    ]),
  );
}
