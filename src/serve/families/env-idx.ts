/** webshop, sqlgym, searchqa, webarena and the tools: a refusal is a 500 whose text says nothing (the log does, with --verbose). */
import { SERVER_ERROR } from '../answers.ts';
import type { Family } from './family.ts';

export const envIdxFamily: Family = {
  field: 'env_idx',
  refuse: () => SERVER_ERROR,
};
