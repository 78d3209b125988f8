/** An expert of goals whose calls are known from the start: it makes the calls of a list that were not made yet. */
import { callKey } from './calls.ts';
import { FINISH } from './game.ts';
import type { Move, ToolCall, Trial } from './world.ts';

/** What a plan gives a trial. `moves` make their calls in order; the answer comes after them. */
export function planned(
  moves: readonly Move[],
  answer: string | readonly string[],
  why: string,
): Pick<Trial<unknown>, 'answer' | 'facts' | 'expert'> {
  const facts = moves.map(({ tool, args }) => callKey(tool, args));
  const right = typeof answer === 'string' ? [answer] : answer;
  const last: Move = { thought: why, tool: FINISH, args: { answer: right.join(', ') } };
  return {
    answer: right,
    facts,
    expert: (made) => moves.find((_, index) => !made.has(facts[index] ?? '')) ?? last,
  };
}

/** A move whose thought comes first, as it is read. */
export function move(thought: string, tool: string, args: ToolCall['args'] = {}): Move {
  return { thought, tool, args };
}
