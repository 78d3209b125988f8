/** The marks of a guess: g right letter in its place, y a letter of another place, b a letter that is not there (again). */
import { LENGTH } from './words.ts';

/** Marks as one number in base 3, first letter first: b 0, y 1, g 2. */
export type Marks = number;

export const ALL_RIGHT: Marks = 3 ** LENGTH - 1;
const NAMES = ['b', 'y', 'g'];

/**
 * Marks of a guess for a hidden word. A letter that the guess has more often than the word gets as many marks as the word
 * has it: those in place first, then from the left.
 */
export function marksOf(guess: string, hidden: string): Marks {
  let used = 0;
  for (let i = 0; i < LENGTH; i++) if (guess[i] === hidden[i]) used |= 1 << i;
  let marks = 0;
  const right = used;
  for (let i = 0; i < LENGTH; i++) {
    marks *= 3;
    if (right & (1 << i)) {
      marks += 2;
      continue;
    }
    for (let j = 0; j < LENGTH; j++) {
      if (used & (1 << j) || hidden[j] !== guess[i]) continue;
      used |= 1 << j;
      marks += 1;
      break;
    }
  }
  return marks;
}

/** `b y b b g`. */
export function written(marks: Marks): string {
  const names: string[] = [];
  for (let rest = marks, i = 0; i < LENGTH; i++, rest = Math.floor(rest / 3)) names.unshift(NAMES[rest % 3] ?? 'b');
  return names.join(' ');
}
