/**
 * What was chosen, as a trainer takes it: examples and pairs, whose conversations are read as they are gone through. Their
 * texts go from one file to the other as they are stored, since reading and writing them would take most of the time.
 * Chooses nothing (weigh.ts).
 */
import type { PreferencePair, Series, WeightedExample } from '../train/contract.ts';
import { type Column, column } from '../trajectories/columns.ts';
import { inBytes, inCharacters, type StoredTurn } from '../trajectories/turns.ts';
import type { Task } from './candidate.ts';
import type { Source } from './mix.ts';
import type { Table } from './table.ts';

/** A series that can be written as it is. */
export type Lines<T> = Series<T> & {
  /** One JSON object each, without a newline; one character a byte (latin1). */
  lines(): AsyncIterable<string>;
};

/** Rows of the table with a value each, in the order of examples: by iteration, then as they were added. */
export interface Chosen {
  readonly length: number;
  add(iteration: number, row: number, value: number): void;
  inOrder(): Iterable<{ row: number; value: number }>;
}

export function createChosen(iterations: readonly number[]): Chosen {
  const lists = new Map(
    iterations
      .toSorted((a, b) => a - b)
      .map((iteration): [number, { rows: Column; values: Column }] => [
        iteration,
        { rows: column('count'), values: column('float') },
      ]),
  );
  return {
    get length() {
      return [...lists.values()].reduce((sum, { rows }) => sum + rows.length, 0);
    },
    add: (iteration, row, value) => {
      lists.get(iteration)?.rows.push(row);
      lists.get(iteration)?.values.push(value);
    },
    inOrder: function* () {
      for (const { rows, values } of lists.values())
        for (let i = 0; i < rows.length; i++) yield { row: rows.at(i), value: values.at(i) };
    },
  };
}

/** The value of a row is its weight. */
export function examplesOf(chosen: Chosen, table: Table, sources: readonly Source[]): Lines<WeightedExample> {
  return seriesOf(chosen.length, async function* () {
    const weights = chosen.inOrder()[Symbol.iterator]();
    for await (const { turns, row } of readAgain(() => rowsOf(chosen), table, sources)) {
      const [id, iteration] = [table.idOf(row), table.iterationOf(row)];
      const source = iteration === 0 ? `demonstration ${id}` : `iteration ${iteration} ${id}`;
      const weight = weights.next().value?.value ?? 0;
      yield `{${about(table.taskOf(row))},"source":${inBytes(source)},"messages":${weightedBy(weight, turns)}}`;
    }
  });
}

/** The value of a row is that of the one it stands against. */
export function pairsInOrder(chosen: Chosen, table: Table, sources: readonly Source[]): Lines<PreferencePair> {
  return seriesOf(chosen.length, async function* () {
    let better: string | undefined;
    for await (const { turns, row } of readAgain(() => bothOf(chosen), table, sources)) {
      const messages = weightedBy(1, turns);
      if (better === undefined) {
        better = messages;
        continue;
      }
      yield `{${about(table.taskOf(row))},"chosen":${better},"rejected":${messages}}`;
      better = undefined;
    }
  });
}

function seriesOf<T>(length: number, lines: () => AsyncGenerator<string>): Lines<T> {
  return {
    length,
    lines,
    [Symbol.asyncIterator]: async function* () {
      for await (const line of lines()) yield JSON.parse(inCharacters(line)) as T;
    },
  };
}

function about({ itemId, environment }: Task): string {
  return `"itemId":${inBytes(itemId)},"environment":${inBytes(environment)}`;
}

function* rowsOf(chosen: Chosen): Generator<number> {
  for (const { row } of chosen.inOrder()) yield row;
}

function* bothOf(chosen: Chosen): Generator<number> {
  for (const { row, value } of chosen.inOrder()) {
    yield row;
    yield value;
  }
}

/** The conversations of rows, in their order, whichever source each is of: of every source one reading, side by side. */
async function* readAgain(
  rows: () => Iterable<number>,
  table: Table,
  sources: readonly Source[],
): AsyncGenerator<{ turns: readonly StoredTurn[]; row: number }> {
  const placesOf = function* (iteration: number) {
    for (const row of rows()) if (table.iterationOf(row) === iteration) yield table.placeOf(row);
  };
  const readings = new Map(
    sources.map(({ iteration, trajectories }) => [
      iteration,
      trajectories.turnsAt(placesOf(iteration))[Symbol.asyncIterator](),
    ]),
  );
  try {
    for (const row of rows()) {
      const next = await readings.get(table.iterationOf(row))?.next();
      if (next?.done === false) yield { turns: next.value, row };
    }
  } finally {
    for (const reading of readings.values()) await reading.return?.();
  }
}

function weightedBy(weight: number, turns: readonly StoredTurn[]): string {
  let messages = '';
  for (const { role, trained, content, tokenIds } of turns) {
    const tokens = tokenIds === undefined ? '' : `,"tokenIds":${tokenIds}`;
    messages += `${messages === '' ? '' : ','}{"role":"${role}","content":${content},"weight":${trained ? weight : 0}${tokens}}`;
  }
  return `[${messages}]`;
}
