/** Settings of a science environment beside name, rounds and tasks. Does not create it. */
import { z } from 'zod';

export const SCIENCE_LEVELS = [
  'find',
  'temperature',
  'melt',
  'boil',
  'freeze',
  'conduct',
  'melting',
  'circuit',
  'grow',
  'fruit',
] as const;

export const scienceFields = {
  kind: z.literal('science').default('science').describe("Experiments of ScienceWorld's kind in a house of text."),
  levels: z
    .array(z.enum(SCIENCE_LEVELS))
    .min(1)
    .default([...SCIENCE_LEVELS])
    .describe(
      'Kinds of tasks: find a thing of a kind, measure a temperature, melt, boil or freeze, test what conducts, measure a melting point, build a circuit, grow a plant or a fruit.',
    ),
};
