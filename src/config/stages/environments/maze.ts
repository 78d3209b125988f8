/** Settings of a maze environment. */
import { z } from 'zod';

export const mazeFields = {
  kind: z.literal('maze').default('maze').describe('A maze to walk through.'),
  levels: z
    .array(z.enum(['double t', '7x7', '9x9', '11x11', '13x13']))
    .min(1)
    .default(['double t', '7x7', '9x9', '11x11', '13x13'])
    .describe("Mazes: LMRL-Gym's double T, and generated ones by their size."),
  observation: z
    .enum(['full', 'partial'])
    .default('full')
    .describe('full: goal, position and the walls beside one; partial: the walls and the last moves.'),
};
