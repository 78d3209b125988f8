/** Settings of a household environment beside name, rounds and tasks. Does not create it. */
import { z } from 'zod';

export const HOUSEHOLD_TYPES = ['place', 'two', 'light', 'clean', 'heat', 'cool'] as const;

export const householdFields = {
  kind: z.literal('household').default('household').describe("Household tasks of ALFWorld's kind in a room of text."),
  types: z
    .array(z.enum(HOUSEHOLD_TYPES))
    .min(1)
    .default([...HOUSEHOLD_TYPES])
    .describe(
      'Types of tasks: place a thing, place two, look at one in the light of a lamp; clean, heat or cool one and place it.',
    ),
};
