/** Texts that together hold every word the environment, its instructions and its expert can say in any split. */
import { answers, OBSERVATIONS } from './describe.ts';
import { thoughts } from './expert.ts';
import { instructions } from './instructions.ts';
import { BESIDE } from './world.ts';

/** Step limits are the largest numbers. */
const MOST = 200;

export function* lexicon(): Iterable<string> {
  for (const observation of OBSERVATIONS) for (const { content } of instructions('react', observation)) yield content;
  yield Array.from({ length: MOST + 1 }, (_, number) => String(number)).join(' ');
  yield [answers.success(), answers.failure(0), answers.over(), answers.empty(), answers.unknown()].join('\n');
  yield [answers.direction(), ...Object.values(BESIDE).map((beside) => answers.wall(beside))].join('\n');
  yield 'The goal is at position 8, 6. Your current position is at position 1, 1.';
  yield 'There is a wall above you. There are walls to your right, to your left. There are no walls beside you.';
  yield 'Find the goal. You have not moved yet. Your last move: up. Your last moves: up, down, left, right.';
  yield [thoughts.shortest('1 up and 1 left', 'down'), thoughts.fresh('left'), thoughts.back('right')].join('\n');
}
