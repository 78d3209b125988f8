/**
 * The rows of a file that count, one after the other; none is kept but rollouts that ended in an error, which come last
 * because a later row may take their place. What is no row is passed over, and counted.
 */
import { linesOf } from '../../trajectories/lines.ts';
import { counts } from '../../trajectories/trajectory.ts';
import { type LightRow, lightRow } from './light-row.ts';

/** Hears at the end of a file how many of its lines are no rows; not where all are. */
export type OnDamaged = (file: string, lines: number) => void;

export async function* lightRowsOf(file: string, onDamaged?: OnDamaged): AsyncGenerator<LightRow> {
  let damaged = 0;
  const errors = new Map<string, LightRow>();
  for await (const { bytes, offset, length } of linesOf(file)) {
    const row = lightRow(bytes, { start: 0, end: length, offset }, (text) => text);
    if (row === undefined) {
      damaged += 1;
      continue;
    }
    errors.delete(row.id);
    if (counts(row)) yield row;
    else errors.set(row.id, row);
  }
  yield* errors.values();
  if (damaged > 0) onDamaged?.(file, damaged);
}
