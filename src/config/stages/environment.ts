/**
 * Settings of the environments: which worlds a run explores, and what part of each. Does not create them
 * (environments/catalog.ts does).
 */
import { z } from 'zod';
import { householdFields } from './environments/household.ts';
import { mazeFields } from './environments/maze.ts';
import { scienceFields } from './environments/science.ts';
import { checkSearch, searchFields } from './environments/search.ts';
import { checkShop, shopFields } from './environments/shop.ts';
import { checkSql, sqlFields } from './environments/sql.ts';
import { toolFields } from './environments/tools.ts';
import { wordleFields } from './environments/wordle.ts';
import { clash, fillKind, whole } from './fields.ts';
import { REMOTE_NAMES, remoteFields } from './remote.ts';

/** The kinds that come with the program; a custom environment is a file. */
export const BUILTIN_KINDS = [
  'textcraft',
  'babyai',
  'household',
  'maze',
  'wordle',
  'sql',
  'science',
  'search',
  'shop',
  'weather',
  'movie',
  'academia',
  'sheet',
  'todo',
] as const;

/** BabyAI's levels, in the numbering of AgentGym (level = index mod 40 + 1). */
export const BABYAI_LEVELS: readonly number[] = Array.from({ length: 40 }, (_, i) => i + 1);

const taskCounts = z
  .strictObject({
    train: whole(1).exactOptional().describe('Tasks to explore.'),
    dev: whole(1).exactOptional().describe('Tasks that promotion and tuning look at.'),
    eval: whole(1).exactOptional().describe('Held-out tasks of the final report; they decide nothing.'),
  })
  .describe('How many tasks of each split are used, from its first on; all of a split that is not named.');

const name = z
  .string()
  .regex(/^[a-z0-9][a-z0-9_-]*$/iu, 'a name is made of letters, digits, `-` and `_`')
  .describe('Name on trajectories, in tables and for `--env`. Unique.');
const rounds = whole(1)
  .exactOptional()
  .describe("Most assistant turns of a rollout before it is truncated; default: the environment's own.");
const tasks = taskCounts.exactOptional();

const textcraft = z
  .strictObject({
    name,
    kind: z.literal('textcraft').default('textcraft').describe('Crafting from Minecraft recipes.'),
    depths: z
      .array(whole(1).max(4))
      .min(1)
      .default([1, 2, 3, 4])
      .describe('Depths of the recipe trees of the goals (1: crafted from raw items; 1 to 4).'),
    variants: whole(1)
      .exactOptional()
      .describe("Tasks made of each goal item, which differ in their distractor recipes; default: the environment's."),
    rounds,
    tasks,
  })
  .describe('A textcraft environment.');

const levels = z
  .array(
    z.int().refine((level) => BABYAI_LEVELS.includes(level), {
      error: ({ input }) => `level ${String(input)} does not exist: there are 1 to ${BABYAI_LEVELS.length}`,
    }),
  )
  .min(1)
  .default([...BABYAI_LEVELS]);

const babyai = z
  .strictObject({
    name,
    kind: z.literal('babyai').default('babyai').describe('The BabyAI grid world as text.'),
    levels: levels.describe("BabyAI levels, in AgentGym's numbering (1 to 40)."),
    stepLimit: whole(1)
      .exactOptional()
      .describe(
        "Primitive steps (turns, moves) of an episode, which its reward is measured by; default: the level's own.",
      ),
    observation: z
      .enum(['compact', 'full'])
      .default('compact')
      .describe('compact: about 60 word tokens; full: the longer text of the original.'),
    rounds,
    tasks,
  })
  .describe('A babyai environment.');

const household = z.strictObject({ name, ...householdFields, rounds, tasks }).describe('A household environment.');

const maze = z.strictObject({ name, ...mazeFields, rounds, tasks }).describe('A maze environment.');

const wordle = z.strictObject({ name, ...wordleFields, rounds, tasks }).describe('A wordle environment.');

const sql = z
  .strictObject({ name, ...sqlFields, rounds, tasks })
  .superRefine(checkSql)
  .describe('A sql environment.');

const search = z
  .strictObject({ name, ...searchFields, rounds, tasks })
  .superRefine(checkSearch)
  .describe('A search environment.');

const shop = z
  .strictObject({ name, ...shopFields, rounds, tasks })
  .superRefine(checkShop)
  .describe('A shop environment.');

const weather = z
  .strictObject({
    name,
    ...toolFields('weather', "Questions about cities and their weather, by AgentBoard's tools."),
    rounds,
    tasks,
  })
  .describe('A weather environment.');

const movie = z
  .strictObject({
    name,
    ...toolFields('movie', "Questions about movies and people, by AgentBoard's tools."),
    rounds,
    tasks,
  })
  .describe('A movie environment.');

const academia = z
  .strictObject({
    name,
    ...toolFields('academia', "Questions about papers and authors, by AgentBoard's tools."),
    rounds,
    tasks,
  })
  .describe('An academia environment.');

const sheet = z
  .strictObject({ name, ...toolFields('sheet', "Small spreadsheets to change, by AgentBoard's tools."), rounds, tasks })
  .describe('A sheet environment.');

const todo = z
  .strictObject({ name, ...toolFields('todo', "A list of projects and tasks, by AgentBoard's tools."), rounds, tasks })
  .describe('A todo environment.');

const science = z.strictObject({ name, ...scienceFields, rounds, tasks }).describe('A science environment.');

const custom = z
  .strictObject({
    name,
    kind: z.literal('custom').describe('An environment of your own.'),
    file: z
      .string()
      .min(1)
      .describe('JavaScript module that default-exports `defineEnvironment({...})`, relative to the config file.'),
    rounds,
    tasks,
  })
  .describe('An environment in a file.');

const agentgym = z
  .strictObject({
    name,
    kind: z.literal('agentgym').describe('A running AgentGym environment server (docs/remote-environments.md).'),
    ...remoteFields,
    rounds,
  })
  .superRefine(({ name: own, environment, url, urls }, context) => {
    if (url === undefined && urls === undefined)
      clash(context, { path: ['url'] }, 'a remote environment needs the `url` of its server, or several `urls`');
    if (url !== undefined && urls !== undefined)
      clash(context, { path: ['urls'], involves: [['url']] }, 'give `url` or `urls`, not both');
    if (environment === undefined && !REMOTE_NAMES.some((known) => known === own)) {
      const message = `\`${own}\` is none of AgentGym's environments (${REMOTE_NAMES.join(', ')}): say which with \`environment\``;
      clash(context, { path: ['environment'], involves: [['name']] }, message);
    }
  })
  .describe("An environment server that speaks AgentGym's protocol.");

/** The kind an entry without `kind` has: its name, where that is a built-in kind. */
function kindOf(value: Record<string, unknown>): unknown {
  return BUILTIN_KINDS.find((kind) => kind === value['name']);
}

/** One entry of `environments`. */
export const EnvironmentSchema = z.preprocess(
  fillKind(kindOf),
  z.discriminatedUnion('kind', [
    textcraft,
    babyai,
    household,
    maze,
    wordle,
    sql,
    science,
    search,
    shop,
    weather,
    movie,
    academia,
    sheet,
    todo,
    agentgym,
    custom,
  ]),
);
export type EnvironmentConfig = z.output<typeof EnvironmentSchema>;
export type EnvironmentKind = EnvironmentConfig['kind'];

export const EnvironmentsSchema = z
  .array(EnvironmentSchema)
  .min(1)
  .superRefine((environments, context) => {
    const seen = new Map<string, number>();
    for (const [i, { name: own }] of environments.entries()) {
      const first = seen.get(own);
      if (first === undefined) seen.set(own, i);
      else {
        const others = [[first, 'name']];
        clash(
          context,
          { path: [i, 'name'], involves: others },
          `two environments are named \`${own}\`; names are unique`,
        );
      }
    }
  })
  .describe('The worlds to explore and to be evaluated in.');
