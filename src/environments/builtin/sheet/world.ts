/** sheet: a workbook of small sheets, changed as the goal asks; judged by the workbook at the end. */
import type { Level, ToolWorld, Trial } from '../tools/world.ts';
import { OPERATORS } from './aggregate.ts';
import { caller } from './calls.ts';
import { conditionsOf, sameBook } from './changes.ts';
import { nextMove } from './expert.ts';
import { makeGoal, TOOLS } from './goals.ts';
import { words } from './lexicon.ts';
import { draw } from './picture.ts';
import type { State } from './state.ts';
import { table } from './texts.ts';

/** AgentGym's. */
const ROUNDS = 15;

function start(level: Level, seed: number): Trial<State> {
  const goal = makeGoal(level, seed);
  const state: State = { sheets: new Map(goal.book), open: undefined };
  const wanted = goal.books.at(-1) ?? goal.book;
  let conditions: ReturnType<typeof conditionsOf> | undefined;
  const callsIn = caller();
  return {
    state,
    goal: goal.text,
    get content() {
      return [...goal.book].map(([name, sheet]) => `${name}\n${table(sheet)}`).join('\n');
    },
    conditions: (now) => {
      conditions ??= conditionsOf(goal.book, wanted);
      return conditions.map((holds) => holds(now));
    },
    intact: ({ sheets }) => sameBook(sheets, wanted),
    expert: (made) => nextMove(goal, state, made),
    calls: () => callsIn(state),
  };
}

export const sheet: ToolWorld<State> = {
  name: 'sheet',
  about: `Change a spreadsheet as the goal asks, and nothing else. Rows and columns are numbered from 1; index_list and values_list are lists; operators are ${OPERATORS.join(', ')}. Sorting leaves frozen rows where they are.`,
  maxRounds: ROUNDS,
  tools: TOOLS,
  answerless: true,
  start,
  picture: draw,
  words,
};
