/**
 * The closed list of what a conformance check can find: a code, how bad it is, what it says, what a client sees because
 * of it, and what to do. docs/envs-check.md has the same list with how each is found (a test keeps them equal).
 */
import { BROKEN } from './findings/broken.ts';
import { NOTES } from './findings/notes.ts';
import type { FindingText } from './findings/text.ts';
import { WARNINGS } from './findings/warnings.ts';

/** `broken`: clients get wrong results, or none. `warning`: some clients will, or the server will. `note`: good to know. */
export type Severity = 'broken' | 'warning' | 'note';
export const SEVERITIES: readonly Severity[] = ['broken', 'warning', 'note'];

export type FindingCode = keyof typeof BROKEN | keyof typeof WARNINGS | keyof typeof NOTES;

export interface FindingKind extends FindingText {
  readonly severity: Severity;
}

/** In the order in which reports have them. */
export const FINDINGS: Readonly<Record<FindingCode, FindingKind>> = {
  ...graded('broken', BROKEN),
  ...graded('warning', WARNINGS),
  ...graded('note', NOTES),
};

function graded<C extends string>(severity: Severity, texts: Readonly<Record<C, FindingText>>): Record<C, FindingKind> {
  const entries = Object.entries<FindingText>(texts).map(([code, text]) => [code, { severity, ...text }]);
  return Object.fromEntries(entries) as Record<C, FindingKind>;
}
