/** Texts that together hold every word the environment, its instructions and its expert can say in any split. */
import { answers, failures } from './describe.ts';
import { COLOURS, DOOR_STATES, PORTABLE } from './grid.ts';
import { instructions } from './instructions.ts';
import { PLACES } from './missions.ts';
import { laterThoughts, ofMine, thoughts } from './thoughts.ts';

const MOST = 40;

/** Levels whose words are the first ones below; models were made for these words alone. */
const FEW_WORDS: readonly number[] = [1, 2, 3, 4, 5, 12, 13, 17, 22, 24];

/** @param levels the levels that are played: the words depend on them. */
export function* lexicon(levels: readonly number[]): Iterable<string> {
  yield* common();
  if (levels.some((level) => !FEW_WORDS.includes(level))) yield* later();
}

function* later(): Iterable<string> {
  yield Object.values(failures)
    .map((failure) => failure())
    .join('\n');
  yield Object.values(laterThoughts)
    .map((thought) => thought('red ball', 'open red door 1'))
    .join('\n');
  yield PLACES.map(ofMine).join(' ');
}

function* common(): Iterable<string> {
  for (const { content } of instructions()) yield content;
  yield Array.from({ length: MOST + 1 }, (_, number) => String(number)).join(' ');
  yield [...COLOURS, ...PORTABLE, 'door', 'object', ...DOOR_STATES].join(' ');
  yield `go to the red ball, then open a red door. pick up the key after you put the box next to an object or the ball and ${PLACES.join(' ')}.`;
  yield Object.values(answers)
    .map((answer) => (answer as (word: never) => string)(word(answer) as never))
    .join('\n');
  yield Object.values(thoughts)
    .map((thought) => thought('red ball 1', 'red key 1'))
    .join('\n');
  yield 'Goal: go to the red ball.\nYou see red ball 1 3 ahead 2 left, red key 1 1 right and more. Seen before: a box.';
  yield 'You see nothing. You carry nothing. Ahead is free. Ahead is a wall. Ahead is red ball 1.';
  yield 'Actions: turn, move, go to, pickup, drop, toggle, go through.';
  yield 'turn left, turn right, move forward, go to, pickup, drop, toggle and go through, check available actions';
  yield 'Your goal: In front of you, you can see these objects: There is a red ball 1, 1 step in front of you and 2 steps to your left. right';
  yield 'You can see no objects. You are not carrying anything. where you stand';
}

/** Answers take a word, or the list of actions. */
function word(answer: unknown): unknown {
  return answer === answers.available ? ['turn left'] : 'red';
}
