/** What reading left out, in words: rows that cannot be read, and those of environments that are not there. */

/** `2 of 312 rows cannot be read and are skipped: …`; undefined where all could be read. */
export function invalidNotice(read: { rows: number; invalid: number; faults: readonly string[] }): string | undefined {
  const { rows, invalid, faults } = read;
  if (invalid === 0) return undefined;
  const more = invalid > faults.length ? ` (and ${invalid - faults.length} more)` : '';
  const verb = invalid === 1 ? 'is' : 'are';
  return `${invalid} of ${rows} rows cannot be read and ${verb} skipped: ${faults.join(' ')}${more}`;
}

/** `960 rows left out, of environments that the config does not have: webshop (500), maze (460)`. */
export function foreignNotice(foreign: Readonly<Record<string, number>>, what: 'rows' | 'ids'): string | undefined {
  const entries = Object.entries(foreign).toSorted(([, a], [, b]) => b - a);
  if (entries.length === 0) return undefined;
  const total = entries.reduce((sum, [, count]) => sum + count, 0);
  const shown = entries.slice(0, 8).map(([name, count]) => `${name} (${count})`);
  const more = entries.length > 8 ? ', …' : '';
  const noun = total === 1 ? what.slice(0, -1) : what;
  return `${total} ${noun} left out, of environments that the config does not have: ${shown.join(', ')}${more}`;
}
