/** Counts words and marks as a word-level model reads them. */
export function wordsIn(text: string): number {
  return text.match(/[A-Za-z0-9]+(?:['’_-][A-Za-z0-9]+)*|\n|[^\sA-Za-z0-9]/gu)?.length ?? 0;
}
