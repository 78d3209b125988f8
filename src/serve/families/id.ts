/** textcraft, babyai, sciworld, alfworld, maze, wordle: a refusal is a 200 with `error`. */
import { answer } from '../answers.ts';
import type { Family } from './family.ts';

export const idFamily: Family = {
  field: 'id',
  refuse: (error) => answer({ error }),
};
