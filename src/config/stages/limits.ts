/**
 * Settings of what a run may use up: failures, tokens, cost and time. They decide when it stops, never what it comes to,
 * so that a run can go on with other limits (evolve --resume DIR --set limits.…). Counts nothing (explore/budget.ts).
 */
import { z } from 'zod';
import { clash, share, whole } from './fields.ts';
import type { PolicyConfig } from './policy.ts';

const DURATION = /^(?=.)(?:(\d+)h)?(?:(\d+)m)?(?:(\d+)s)?$/u;

export const LimitsSchema = z
  .strictObject({
    failureShare: share()
      .default(0.2)
      .describe(
        'Largest share of the rollouts of a stage that may end in an error of environment or policy before the run stops.',
      ),
    tokens: whole(1)
      .exactOptional()
      .describe(
        'Most tokens of all rollouts, prompts (cached ones too) and answers together. Reached, no rollout starts any more; those under way are finished.',
      ),
    cost: z
      .number()
      .positive()
      .exactOptional()
      .describe('Most that the rollouts may cost, in the currency of `policy.prices`; as `tokens`.'),
    wallClock: z
      .string()
      .refine((text) => (secondsOf(text) ?? 0) > 0, 'expected a duration such as 2h30m, 90m or 45s')
      .exactOptional()
      .describe(
        'Longest that the run may take, such as `2h30m`, `90m` or `45s`, its attempts added up. Reached, what is under way is given up, as by Ctrl-C.',
      ),
  })
  .describe('When a run stops; it can go on with a raised limit: evolve --resume DIR --set limits.tokens=…');
export type LimitsConfig = z.output<typeof LimitsSchema>;

/** Seconds of a duration in hours, minutes and seconds; undefined where it is none. */
export function secondsOf(text: string): number | undefined {
  const [, hours, minutes, seconds] = DURATION.exec(text) ?? [];
  if (hours === undefined && minutes === undefined && seconds === undefined) return undefined;
  return Number(hours ?? 0) * 3600 + Number(minutes ?? 0) * 60 + Number(seconds ?? 0);
}

/** The duration of so many whole seconds, which `secondsOf` reads. */
export function durationOf(seconds: number): string {
  const [hours, minutes, rest] = [Math.floor(seconds / 3600), Math.floor((seconds % 3600) / 60), seconds % 60];
  const said = `${hours > 0 ? `${hours}h` : ''}${minutes > 0 ? `${minutes}m` : ''}${rest > 0 ? `${rest}s` : ''}`;
  return said === '' ? '0s' : said;
}

/** What has no price costs nothing, and would never come to a limit. */
export function checkCost(
  { limits, policy }: { limits: LimitsConfig; policy: PolicyConfig },
  context: z.core.$RefinementCtx,
): void {
  if (limits.cost === undefined || (policy.kind === 'endpoint' && policy.prices !== undefined)) return;
  const where = { path: ['limits', 'cost'], involves: [['policy', 'prices']] };
  clash(
    context,
    where,
    '`limits.cost` needs `policy.prices`, the prices of an endpoint; nothing has a cost without them',
  );
}
