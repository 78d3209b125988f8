/** Commands as text, where a program takes nothing else: every word quoted for a POSIX shell. Runs nothing. */

/** Each word reaches the command as it is, whatever it holds. */
export function shellWords(words: readonly string[]): string {
  return words.map(quoted).join(' ');
}

function quoted(word: string): string {
  if (/^[\w@%+:,./-]+$/u.test(word)) return word;
  return `'${word.replaceAll("'", String.raw`'\''`)}'`;
}
