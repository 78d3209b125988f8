/**
 * When an answer is right: exact match as in SQuAD (Rajpurkar et al. 2016), which small and capital letters, punctuation,
 * articles and spacing do not matter to.
 */

const PUNCTUATION = /[!-/:-@[-`{-~]/gu;
const ARTICLES = /\b(?:a|an|the)\b/gu;

export function normalised(text: string): string {
  const bare = text.toLowerCase().replaceAll(PUNCTUATION, '').replaceAll(ARTICLES, ' ');
  return bare.replaceAll(/\s+/gu, ' ').trim();
}

export function isRight(answer: string, right: readonly string[]): boolean {
  const said = normalised(answer);
  return right.some((one) => normalised(one) === said);
}
