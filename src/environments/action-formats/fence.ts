/** Code fences: models like to put an answer in one, whatever they are told. */

const FENCE = '```';

/** The text within a fence that is all of the answer (with the name of a language or without); any other text trimmed. */
export function withoutFence(text: string): string {
  const trimmed = text.trim();
  if (trimmed.length < 2 * FENCE.length || !trimmed.startsWith(FENCE) || !trimmed.endsWith(FENCE)) return trimmed;
  const inner = trimmed.slice(FENCE.length, -FENCE.length);
  const language = /^[A-Za-z0-9+]{0,20}(?=\s)/u.exec(inner)?.[0] ?? '';
  return inner.slice(language.length).trim();
}
