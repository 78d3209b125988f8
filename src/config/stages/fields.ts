/**
 * The pieces that the stages' schemas are built from: numbers with bounds, addresses, and `clash`, which reports two
 * settings that are each fine but impossible together. Knows no setting by name.
 */
import { z } from 'zod';

/** A whole number from `min` on. */
export const whole = (min: number): z.ZodInt => z.int().min(min);

/** A share or probability in [0, 1]. */
export const share = (): z.ZodNumber => z.number().min(0).max(1);

/**
 * The address of a server, without a query and without a name or key in it; `example` is shown where it is none. What was
 * written instead may hold a password, and is not (../shown.ts).
 */
export const address = (example: string): z.ZodString => {
  const message = `expected a URL such as ${example}, without a query and without a name or password`;
  return z
    .string()
    .regex(/^https?:\/\/[^\s/?#@]+(?:\/[^\s?#]*)?$/u, message)
    .superRefine((text, context) => {
      if (!URL.canParse(text)) context.addIssue({ code: 'invalid_format', format: 'url', message });
    });
};

/** `env:NAME`, the environment variable that a key is read from; `example` is shown where it is none. */
export const keyVariable = (setting: string, example: string): z.ZodString =>
  z.string().refine((text) => /^env:[A-Za-z_]\w*$/u.test(text), {
    error: `\`${setting}\` names an environment variable as env:NAME, such as env:${example}; a key itself never stands here`,
  });

/** What `clash` notes on its issue: the other settings it is about, relative to the same object as the path. */
export interface ClashParams {
  depth: number;
  involves: readonly (readonly PropertyKey[])[];
}

/** Reports an impossible combination at `path`; `involves` names the other settings that take part in it. */
export function clash(
  context: z.core.$RefinementCtx,
  where: { path: PropertyKey[]; involves?: PropertyKey[][] },
  message: string,
): void {
  const params: ClashParams = { depth: where.path.length, involves: where.involves ?? [] };
  context.addIssue({ code: 'custom', path: where.path, message, params: { ...params } });
}

/** Fills `kind` before a union on it is parsed. */
export function fillKind(kindOf: (value: Record<string, unknown>) => unknown): (value: unknown) => unknown {
  return (value) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value) || 'kind' in value) return value;
    const kind = kindOf(value as Record<string, unknown>);
    return kind === undefined ? value : { ...value, kind };
  };
}
