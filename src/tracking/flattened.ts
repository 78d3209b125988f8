/** A config as names and short texts, for trackers whose parameters are flat: `explore.samples: 4`. */

/** In the order of the config; lists by index, empty ones and objects as `[]` and `{}`. */
export function flattened(value: unknown, most: number, path: readonly string[] = []): [name: string, text: string][] {
  if (value === undefined) return [];
  if (typeof value !== 'object' || value === null || Object.keys(value).length === 0) {
    const text = typeof value === 'string' ? value : JSON.stringify(value);
    return [[path.join('.'), clipped(text, most)]];
  }
  return Object.entries(value).flatMap(([key, inner]) => flattened(inner, most, [...path, key]));
}

/** At most so many UTF-16 units, with an ellipsis where something is left out. */
export function clipped(text: string, most: number): string {
  if (text.length <= most) return text;
  // Not through the middle of a character.
  return `${text.slice(0, most - 1).replace(/[\u{d800}-\u{dbff}]$/u, '')}…`;
}
