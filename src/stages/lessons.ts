/**
 * Weighted examples and preference pairs in the run directory: written as they are gone through, and read again by the
 * trainer. Weighs nothing.
 */
import { createHash } from 'node:crypto';
import type { Lessons } from '../loop.ts';
import type { IterationFiles } from '../runs/directory.ts';
import { writeWhole } from '../runs/files.ts';
import { inPieces } from '../runs/pieces.ts';
import type { Series } from '../train/contract.ts';
import { jsonLinesOf } from '../trajectories/lines.ts';
import type { Lines } from '../weigh/lessons.ts';
import type { Weighed } from '../weigh/weigh.ts';

/** Writes examples, and pairs where there are any; the digest is of what both files hold. */
export async function keepLessons(
  { examples, pairs }: Pick<Weighed, 'examples' | 'pairs'>,
  files: Pick<IterationFiles, 'examples' | 'pairs'>,
): Promise<Lessons & { digest: string }> {
  const hash = createHash('sha256');
  const kept = { examples: await keep(examples, files.examples, hash), pairs: pairs as Lessons['pairs'] };
  hash.update('|');
  if (pairs.length > 0) kept.pairs = await keep(pairs, files.pairs, hash);
  return { ...kept, digest: hash.digest('hex') };
}

/** The same rows, from the file. */
async function keep<T>(rows: Lines<T>, file: string, hash: ReturnType<typeof createHash>): Promise<Series<T>> {
  await writeWhole(file, async (write) => {
    const pieces = inPieces((piece) => {
      hash.update(piece);
      return write(piece);
    });
    for await (const line of rows.lines()) {
      const written = pieces.add(line, '\n');
      if (written !== undefined) await written;
    }
    await pieces.flush();
  });
  return {
    length: rows.length,
    [Symbol.asyncIterator]: async function* () {
      for await (const { value } of jsonLinesOf(file)) yield value as T;
    },
  };
}
