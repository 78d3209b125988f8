/** The nearest of some known words to a mistyped one, for "did you mean" (Levenshtein distance). */

/** Edits (insert, delete, replace one character, or swap two neighbours) that turn `a` into `b`. */
export function distance(a: string, b: string): number {
  let before: number[] = [];
  let previous = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const replace = (previous[j - 1] as number) + (a[i - 1] === b[j - 1] ? 0 : 1);
      let best = Math.min(replace, (previous[j] as number) + 1, (row[j - 1] as number) + 1);
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) {
        best = Math.min(best, (before[j - 2] as number) + 1);
      }
      row.push(best);
    }
    before = previous;
    previous = row;
  }
  return previous[b.length] as number;
}

/** How a word is compared: case, dashes and underscores do not count. */
const plain = (text: string): string => text.toLowerCase().replaceAll(/[-_ ]/gu, '');

/** The known word that is near enough to be meant: at most a third of its letters, and at least two, may differ. */
export function nearest(word: string, known: readonly string[]): string | undefined {
  let best: { word: string; edits: number } | undefined;
  for (const candidate of known) {
    const edits = distance(plain(word), plain(candidate));
    const most = Math.max(2, Math.floor(candidate.length / 3));
    // A word is not meant by one that shares next to nothing with it.
    if (edits > most || edits >= Math.min(word.length, candidate.length)) continue;
    if (best === undefined || edits < best.edits) best = { word: candidate, edits };
  }
  return best?.word;
}
