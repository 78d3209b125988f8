// @ts-check
/**
 * A custom environment in one file: put six animals in alphabetical order by swapping two at a time. Named by path in
 * evolve.yaml beside it; docs/environments.md explains every field.
 *
 * Node imports this file as it is, so it is JavaScript. The types are in comments: an editor checks them.
 */
import { defineEnvironment } from 'agentgym-evol';

/** In alphabetical order. */
const ANIMALS = ['ant', 'bee', 'cat', 'dog', 'elk', 'fox'];

const RULES = `Put the animals in alphabetical order. Each turn, think, then swap two of them:
Thought: which place is wrong
Action: swap fox ant`;

/** @typedef {{ row: readonly string[], needed: number, swaps: number }} State */

/** @type {import('agentgym-evol').Environment} */
export default defineEnvironment({
  name: 'sorting',
  maxRounds: 8,
  // A row solved in as few swaps as it needs is worth 1, a longer way less: what is weighed by reward learns short ways.
  reward: { min: 0, max: 1, success: (raw) => raw > 0 },
  tasks: splits(),
  instructions: [
    { role: 'user', content: RULES },
    { role: 'assistant', content: 'OK.' },
  ],
  // Every word that can ever be said: a fresh model's tokenizer is made from these texts.
  lexicon: [
    RULES,
    'OK.',
    ...ANIMALS.map((_, i) => thoughtAbout(i)),
    `Row: ${ANIMALS.join(' ')}.`,
    'Sorted!',
    refusal(),
  ],

  reset: ({ data: row }) => ({ state: { row, needed: swapsNeeded(row), swaps: 0 }, observation: show(row) }),

  step: (state, action) => {
    const [, a = '', b = ''] = /^swap (\w+) (\w+)$/u.exec(action.trim().toLowerCase()) ?? [];
    const [i, j] = [state.row.indexOf(a), state.row.indexOf(b)];
    // An illegal action is answered, never thrown; it costs a round.
    if (i < 0 || j < 0 || i === j) return { observation: `${refusal()} ${show(state.row)}` };
    const row = state.row.with(i, b).with(j, a);
    const swaps = state.swaps + 1;
    if (swapsNeeded(row) > 0) return { state: { ...state, row, swaps }, observation: show(row) };
    return { state: { ...state, row, swaps }, observation: 'Sorted!', reward: state.needed / swaps, done: true };
  },

  // Demonstrates: the first place that is wrong gets its animal.
  expert: ({ row }) => {
    const place = row.findIndex((animal, i) => animal !== ANIMALS[i]);
    return { thought: thoughtAbout(place), action: `swap ${row[place]} ${ANIMALS[place]}` };
  },

  actions: ({ row }) => row.flatMap((a, i) => row.slice(i + 1).map((b) => `swap ${a} ${b}`)),
});

/** @param {number} place */
function thoughtAbout(place) {
  return `Place ${place + 1} needs ${ANIMALS[place]}.`;
}

/** @param {readonly string[]} row */
function show(row) {
  return `Row: ${row.join(' ')}.`;
}

function refusal() {
  return 'Say swap and two different animals.';
}

/**
 * Fewest swaps that sort a row: its length less the number of its cycles.
 * @param {readonly string[]} row
 */
function swapsNeeded(row) {
  const seen = new Set();
  let cycles = 0;
  for (let start = 0; start < row.length; start++) {
    if (seen.has(start)) continue;
    cycles += 1;
    for (let i = start; !seen.has(i); i = ANIMALS.indexOf(row[i] ?? '')) seen.add(i);
  }
  return row.length - cycles;
}

/** All 719 unsorted rows, each in one split: no row that is explored is ever evaluated on. */
function splits() {
  const rows = permutations(ANIMALS).slice(1);
  // 719 is prime, so these steps visit every row once: a fixed shuffle, of which any first part is a fair sample.
  const shuffled = rows.map((_, i) => rows[(i * 271) % rows.length] ?? []);
  const tasks = shuffled.map((row) => ({ data: row, group: `${swapsNeeded(row)} swaps` }));
  return { train: tasks.slice(0, 419), dev: tasks.slice(419, 519), eval: tasks.slice(519) };
}

/**
 * In lexicographic order, so that the sorted row is the first.
 * @param {readonly string[]} items
 * @returns {string[][]}
 */
function permutations(items) {
  if (items.length === 0) return [[]];
  return items.flatMap((item, i) => permutations(items.toSpliced(i, 1)).map((rest) => [item, ...rest]));
}
