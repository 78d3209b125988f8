/**
 * What files of a run hold, row by row: trajectories and weighted examples. Holds no more than ids, and rollouts that
 * ended in an error, because a later row may take their place. Changes no file: a last line that a crash tore, or that
 * another process is still writing, is left out and counted.
 */
import { z } from 'zod';
import { AgentgymError } from '../../errors.ts';
import type { WeightedExample } from '../../train/contract.ts';
import { createStanding } from '../collection.ts';
import { explained } from '../damage.ts';
import { type Glance, glanceAt, glanceOf } from '../glance.ts';
import { beginsWithObject, endsWithNewline, linesOf } from '../lines.ts';
import { createReader } from '../read.ts';
import { rowsOf } from '../readers/rows.ts';
import type { Trajectory } from '../trajectory.ts';

export interface Reading {
  signal?: AbortSignal | undefined;
  /** Told of a last line that is torn. */
  onTorn?: ((at: string) => void) | undefined;
}

/**
 * The trajectories of a file of any format that is read (../readers/detect.ts), errors that no later row replaced last.
 * @throws AgentgymError E_STORE_CORRUPT where a row is none, or an id stands twice.
 */
export async function* storedTrajectories(file: string, reading: Reading = {}): AsyncGenerator<Trajectory> {
  for await (const row of storedGlances(file, reading)) yield row.trajectory;
}

/** The same at a glance; the next one takes the place of each. */
export async function* storedGlances(file: string, reading: Reading = {}): AsyncGenerator<Glance> {
  const rows = createStanding<Glance>();
  for await (const { row, at } of explained(file, glancesOf(file, reading))) {
    if (rows.counts(row.facts, at)) yield row;
    else rows.keep(row.facts, glanceOf(row.trajectory));
  }
  yield* rows.errors();
}

async function* glancesOf(file: string, reading: Reading): AsyncGenerator<{ row: Glance; at: string }> {
  const reader = createReader();
  const read = (value: unknown, at: string): Trajectory => {
    if (!isExample(value)) return reader.read(value, at);
    throw new AgentgymError('E_STORE_CORRUPT', `${at} is a weighted example, not a trajectory.`, {
      hint: 'Add --what examples.',
    });
  };
  if (await beginsWithObject(file))
    for await (const { bytes, at } of linesOf(file, reading)) yield { row: glanceAt(bytes, at, read), at };
  else for await (const { value, at } of storedRows(file, reading)) yield { row: glanceOf(read(value, at)), at };
}

const ExampleSchema = z.object({
  itemId: z.string().min(1),
  environment: z.string().min(1),
  source: z.string().min(1),
  messages: z.array(
    z.object({
      role: z.enum(['system', 'user', 'assistant']),
      content: z.string(),
      weight: z.number(),
      tokenIds: z.array(z.int()).exactOptional(),
    }),
  ),
});

/** The weighted examples of a file, in its order. */
export async function* storedExamples(file: string, reading: Reading = {}): AsyncGenerator<WeightedExample> {
  for await (const { value, at } of storedRows(file, reading)) {
    const parsed = ExampleSchema.safeParse(value);
    if (!parsed.success) {
      const [fault] = parsed.error.issues;
      throw new AgentgymError(
        'E_STORE_CORRUPT',
        `${at} is not a weighted example: ${fault?.path.join('.')}: ${fault?.message}.`,
        { hint: 'A line of examples.jsonl is {itemId, environment, source, messages}.' },
      );
    }
    yield parsed.data;
  }
}

/** The values of a file's rows. A fault is an error, but in a last line without a newline. */
export async function* storedRows(
  file: string,
  { signal, onTorn }: Reading,
): AsyncGenerator<{ value: unknown; at: string }> {
  let fault: { error: AgentgymError; at: string } | undefined;
  for await (const row of rowsOf(file, { signal })) {
    if (fault !== undefined) throw fault.error;
    if (row.fault === undefined) yield { value: row.value, at: row.at };
    else fault = { error: row.fault, at: row.at };
  }
  if (fault === undefined) return;
  // The place of a row of an array ends with its number; those come in files that nobody appends to.
  if (fault.at.endsWith(')') || (await endsWithNewline(file))) throw fault.error;
  onTorn?.(fault.at);
}

/** Whether a row is of an examples.jsonl: chat rows, which look much the same, say `item_id`. */
function isExample(row: unknown): boolean {
  return typeof row === 'object' && row !== null && 'itemId' in row && 'source' in row;
}
