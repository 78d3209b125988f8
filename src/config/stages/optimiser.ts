/** The optimiser's settings, which every trainer has: each described once, with no default (those are the trainers'). */
import { z } from 'zod';
import { whole } from './fields.ts';

const rate = z.number().positive();
const schedule = z.enum(['cosine', 'linear', 'constant']);
const betas = z.tuple([z.number().min(0).lt(1), z.number().min(0).lt(1)]);

/** Every optimiser setting. */
export const described = {
  steps: whole(1),
  learningRate: rate.describe('Peak learning rate of AdamW.'),
  schedule: schedule.describe('How the learning rate falls after the warm-up.'),
  warmup: whole(0).describe('Optimiser steps over which the learning rate rises.'),
  weightDecay: z.number().min(0).describe('Decoupled weight decay.'),
  clip: z.number().positive().describe('Largest global norm of the gradient.'),
  betas: betas.describe("AdamW's decay of the first and second moment."),
  batchTokens: whole(1).describe('Tokens of an optimiser step, about.'),
};

export const from = z
  .enum(['base', 'last'])
  .default('base')
  .describe('Where each iteration starts: the base checkpoint, before cloning (the paper), or the incumbent.');
