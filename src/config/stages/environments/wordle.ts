/** Settings of a wordle environment. */
import { z } from 'zod';

export const wordleFields = {
  kind: z.literal('wordle').default('wordle').describe('A hidden word to guess.'),
  levels: z
    .array(z.enum(['easy', 'medium', 'hard', 'open']))
    .min(1)
    .default(['easy', 'medium', 'hard'])
    .describe(
      'Words to choose from: easy: 12; medium: 20; hard: 30 to 32 that look alike; open: any of the words, none shown.',
    ),
  adversarial: z
    .boolean()
    .default(false)
    .describe("Draws the hidden word anew, from those that still fit, at every guess, as AgentGym's server does."),
};
