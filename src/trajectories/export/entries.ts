/**
 * The entries of an export's sources, one at a time. Beside an example of a run stand the facts of its trajectory
 * (outcome, reward, seed, …), which examples.jsonl does not have; they are read first, without their conversations.
 */
import type { RunDirectory } from '../../runs/directory.ts';
import { type Entry, entryOfExample, entryOfRow } from '../formats/entry.ts';
import type { Facts } from '../trajectory.ts';
import { partOf, type Source, type Sources } from './sources.ts';
import { type Reading, storedExamples, storedGlances } from './stored.ts';

/** Ids that stand in several files begin with the entry's origin: `iteration 2 textcraft_17#0`. */
export async function* entriesOf({ directory, sources }: Sources, reading: Reading = {}): AsyncGenerator<Entry> {
  const several = sources.length > 1;
  for (const source of sources) {
    const { file, origin, iteration } = source;
    const from = {
      ...(origin === undefined ? {} : { origin }),
      ...(iteration === undefined ? {} : { iteration }),
    };
    if (source.holds === 'examples') {
      const facts = directory === undefined ? new Map<string, Facts>() : await factsFor(directory, source, reading);
      for await (const example of storedExamples(file, reading)) {
        const entry = entryOfExample(example, from, facts.get(example.source));
        yield several ? { ...entry, id: `${origin}: ${entry.id}` } : entry;
      }
    } else {
      for await (const row of storedGlances(file, reading))
        yield entryOfRow(row, { ...from, ...(several ? { id: `${origin} ${row.facts.id}` } : {}) });
    }
  }
}

/** Facts by what the examples of an iteration call their source. Files that are not there are none. */
async function factsFor(directory: RunDirectory, source: Source, reading: Reading): Promise<Map<string, Facts>> {
  const facts = new Map<string, Facts>();
  for (const { file, origin } of await ancestors(directory, source)) {
    for await (const { facts: own } of storedGlances(file, { signal: reading.signal }))
      facts.set(`${origin} ${own.id}`, own);
  }
  return facts;
}

/** Files whose trajectories may have become examples of an iteration: demonstrations, and what was explored so far. */
async function ancestors(directory: RunDirectory, { iteration = 0 }: Source): Promise<Source[]> {
  const found = [...(await partOf(directory, 'demonstrations')), ...(await partOf(directory, 'trajectories'))];
  return found.filter((source) => (source.iteration ?? 0) <= iteration);
}
