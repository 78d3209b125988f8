/** What the readers of rows share: the fields that say what a row is about, and the sentence for what is wrong with one. */
import { z } from 'zod';
import { isItemId, plainItemId } from '../item-id.ts';

/** A row's value, or what is wrong with it. */
export type Parsed<T> = { value: T } | { fault: string };

export const itemId = z
  .string()
  .refine(isItemId, 'an item id is `<environment>_<number>`')
  .transform((id) => plainItemId(id));

/** Fields that tools write beside a conversation; `null` says nothing. */
export const ABOUT = {
  item_id: itemId.nullish().transform((id) => id ?? undefined),
  environment: z
    .string()
    .min(1)
    .nullish()
    .transform((name) => name ?? undefined),
  reward: z.number().nullish(),
  success: z.union([z.boolean(), z.literal(0), z.literal(1)]).nullish(),
};

/** Checks a row and shapes it, or says every field that is wrong. */
export function parsedBy<T extends z.ZodType, U>(schema: T, row: unknown, shape: (value: z.output<T>) => U): Parsed<U> {
  const result = schema.safeParse(row);
  return result.success ? { value: shape(result.data) } : { fault: faultsOf(result.error) };
}

/** `conversations.1.from: …; item_id: …`, at most five. */
export function faultsOf(error: z.ZodError): string {
  const faults = error.issues.map(({ path, message }) =>
    path.length === 0 ? message : `${path.join('.')}: ${message}`,
  );
  const more = faults.length > 5 ? `; and ${faults.length - 5} more` : '';
  return faults.slice(0, 5).join('; ') + more;
}
