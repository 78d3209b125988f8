/** A bounded memory of what a function made of a text. */

/** Texts whose results are kept: instructions and frequent observations. */
const REMEMBERED = 4096;

/** `make`, which must depend on the text alone, with its results kept up to a bound; then it starts anew. */
export function remembering<T>(make: (text: string) => T): (text: string) => T {
  const known = new Map<string, T>();
  return (text) => {
    const before = known.get(text);
    if (before !== undefined) return before;
    const made = make(text);
    if (known.size >= REMEMBERED) known.clear();
    known.set(text, made);
    return made;
  };
}
