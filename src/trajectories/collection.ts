/**
 * Trajectories that one stage hands to the next: which they are, and how to go through them. Those of a file stay in the
 * file and are read as they are gone through, so that a million of them take no more memory than one. Writes nothing
 * (store.ts), and reads rows of this program alone (read.ts reads all others).
 */
import { readSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { setImmediate } from 'node:timers/promises';
import { AgentgymError } from '../errors.ts';
import { type Glance, glanceAt, glanceOf, turnsAt } from './glance.ts';
import { createIds } from './ids.ts';
import { linesOf } from './lines.ts';
import { counts, type Facts, type Trajectory } from './trajectory.ts';
import { type StoredTurn, turnsOf } from './turns.ts';

/** Where a trajectory can be read again: bytes of its file, or, of a list, its index. */
export interface Place {
  offset: number;
  length: number;
}

export interface Placed extends Place {
  row: Glance;
}

export interface Trajectories {
  /** All of them, in no order to rely on, each with its place. */
  placed(): AsyncIterable<Placed>;
  /** The conversations at these places, in the order of the places. */
  turnsAt(places: Iterable<Place>): AsyncIterable<readonly StoredTurn[]>;
}

/** Trajectories that are in memory anyway. */
export function heldTrajectories(list: readonly Trajectory[]): Trajectories {
  return {
    placed: async function* () {
      for (const [offset, trajectory] of list.entries()) yield { row: glanceOf(trajectory), offset, length: 1 };
    },
    turnsAt: async function* (places) {
      for (const { offset } of places) yield turnsOf(list[offset] as Trajectory);
    },
  };
}

/**
 * The trajectories of a file that a store wrote: those of the rows that begin at these bytes (ascending), or all that
 * stand, which leaves out errors that were played again.
 */
export function trajectoriesIn(file: string, offsets?: ArrayLike<number>): Trajectories {
  return {
    placed: () => (offsets === undefined ? standing(file) : chosen(file, offsets)),
    turnsAt: (places) => readTurns(file, places),
  };
}

/** The same, of which someone else hears too, one after the other, whenever all are gone through. */
export function overheard(trajectories: Trajectories, hear: (trajectory: Trajectory) => void): Trajectories {
  return {
    ...trajectories,
    placed: async function* () {
      for await (const one of trajectories.placed()) {
        hear(one.row.trajectory);
        yield one;
      }
    },
  };
}

/** One trajectory after the other. */
export async function* trajectoriesOf(trajectories: Trajectories): AsyncGenerator<Trajectory> {
  for await (const { row } of trajectories.placed()) yield row.trajectory;
}

/** The same without their conversations, which takes a fraction of the time. */
export async function* factsOf(trajectories: Trajectories): AsyncGenerator<Facts> {
  for await (const { row } of trajectories.placed()) yield row.facts;
}

async function* chosen(file: string, offsets: ArrayLike<number>): AsyncGenerator<Placed> {
  let next = 0;
  const wanted = (offset: number): boolean => offset === offsets[next] && next++ >= 0;
  for await (const { bytes, at, offset, length } of linesOf(file, { wanted }))
    yield { row: glanceAt(bytes, at), offset, length };
}

/** Errors come last, since a row further down may take the place of one. */
async function* standing(file: string): AsyncGenerator<Placed> {
  const rows = createStanding<Placed>();
  for await (const { bytes, at, offset, length } of linesOf(file)) {
    const row = glanceAt(bytes, at);
    if (rows.counts(row.facts, at)) yield { row, offset, length };
    // What is kept must not keep the chunk that it was read in.
    else rows.keep(row.facts, { row: glanceAt(Buffer.from(bytes), at), offset, length });
  }
  yield* rows.errors();
}

/** Which rows of a file stand: ids are unique in it, and only what ended in an error may be followed by another row. */
export function createStanding<Row>() {
  const ids = createIds();
  const errors = new Map<string, Row>();
  return {
    /** Whether this row stands, whatever follows; @throws AgentgymError E_STORE_CORRUPT where its id does so already. */
    counts: (facts: Facts, at: string): boolean => {
      const { id } = facts;
      if (ids.numberOf(id) !== undefined) throw standsTwice(id, at);
      errors.delete(id);
      if (!counts(facts)) return false;
      ids.add(id);
      return true;
    },
    /** A row that stands unless another one follows. */
    keep: ({ id }: Facts, row: Row): void => void errors.set(id, row),
    /** At the end: those that nothing followed. */
    errors: () => errors.values(),
  };
}

export function standsTwice(id: string, at: string): AgentgymError {
  return new AgentgymError('E_STORE_CORRUPT', `${at}: the id ${id} stands in the file twice.`, {
    hint: 'Ids are unique in a file; only a rollout that ended in an error is repeated.',
  });
}

/** Rows that are read at a stretch: timers and interruptions get their turn in between. */
const BETWEEN = 64;
/** Most bytes that are read at once: rollouts of a task mostly lie side by side, and every reading takes its time. */
const WINDOW = 64 * 1024;

/**
 * Reads in whatever order rows are asked for, those that lie side by side at once, and waits for them: what goes through a
 * file like this has just been through it, so that the system has it at hand, and handing a few kilobytes to another thread
 * and back takes longer than parsing them.
 */
async function* readTurns(file: string, places: Iterable<Place>): AsyncGenerator<readonly StoredTurn[]> {
  const handle = await open(file, 'r');
  try {
    let bytes = Buffer.alloc(WINDOW);
    let rows = 0;
    for (const { start, end, within } of neighbours(places)) {
      if (bytes.length < end - start) bytes = Buffer.alloc(end - start);
      const read = readSync(handle.fd, bytes, 0, end - start, start);
      for (const { offset, length } of within) {
        if (rows++ % BETWEEN === 0) await setImmediate();
        yield turnsAt(
          bytes.subarray(offset - start, Math.min(offset - start + length, read)),
          `${file} at byte ${offset}`,
        );
      }
    }
  } finally {
    await handle.close();
  }
}

/** The same places, in their order, with the bytes that those lie in which follow each other closely. */
function* neighbours(places: Iterable<Place>): Generator<{ start: number; end: number; within: Place[] }> {
  let [start, end, within]: [number, number, Place[]] = [0, 0, []];
  for (const place of places) {
    const [first, last] = [Math.min(start, place.offset), Math.max(end, place.offset + place.length)];
    if (within.length > 0 && last - first <= WINDOW) {
      [start, end] = [first, last];
      within.push(place);
      continue;
    }
    if (within.length > 0) yield { start, end, within };
    [start, end, within] = [place.offset, place.offset + place.length, [place]];
  }
  if (within.length > 0) yield { start, end, within };
}
