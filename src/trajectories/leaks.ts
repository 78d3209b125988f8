/**
 * Whether a task that is evaluated on is among those that are learned from. The same full initial state is the same task,
 * and so is the same id of the same source; the same goal and first observation alone may be two tasks of a small world,
 * and are only counted. Tasks and rows may come in any order; of rows nothing is kept but what names them. Plays nothing.
 */
import type { ResetResult, Split } from '../environments/contract.ts';
import { digest } from '../seeds.ts';
import { isPlayed } from './provenance.ts';
import type { Trajectory } from './trajectory.ts';

/** A task that is evaluated on, as far as it is known. */
export interface Judged extends Pick<Trajectory, 'environment' | 'itemId' | 'source'> {
  split: Split;
  /** What a reset of it gave; the observation is the environment's own, without instructions. */
  state?: ResetResult;
}

/** A task that is evaluated on and learned from. */
export interface Leak {
  environment: string;
  split: Split;
  itemId: string;
  /** By what it is known to be the same task. */
  by: 'state' | 'id';
  /** What it is learned from, as `LeakCheck.learn` was told, and the item id that it has there. */
  from: string;
  as: string;
}

/** Rows that begin as tasks that are evaluated on do, and may be of them. */
export interface Alike {
  environment: string;
  from: string;
  rows: number;
}

export interface LeakCheck {
  judge(task: Judged): void;
  /** `from` says what the row is of, for messages: `the demonstrations`. */
  learn(row: Trajectory, from: string): void;
  /** Each task once. */
  leaks(): readonly Leak[];
  alike(): readonly Alike[];
}

/** How a task may be known again, the surest first. */
type Way = 'state' | 'id' | 'opening';
type Key = readonly [way: Way, key: number];

interface Learned extends Alike {
  itemId: string;
}

export function createLeakCheck(): LeakCheck {
  const judged = new Map<number, Judged>();
  const learned = new Map<number, Learned>();
  const leaks = new Map<string, Leak>();
  const alike = new Map<string, Alike>();

  const found = (way: Way, task: Judged, { environment, itemId, from, rows }: Learned): void => {
    if (way === 'opening') {
      const key = JSON.stringify([environment, from]);
      alike.set(key, { environment, from, rows: (alike.get(key)?.rows ?? 0) + rows });
      return;
    }
    const key = JSON.stringify([task.environment, task.itemId]);
    const { split } = task;
    if (leaks.has(key)) return;
    leaks.set(key, { environment: task.environment, split, itemId: task.itemId, by: way, from, as: itemId });
  };

  const judge = (task: Judged): void => {
    let sure = false;
    for (const [way, key] of keysOfTask(task)) {
      if (judged.has(key)) continue;
      judged.set(key, task);
      const before = learned.get(key);
      if (before === undefined || sure) continue;
      found(way, task, before);
      sure = way !== 'opening';
    }
  };

  const learn = (row: Trajectory, from: string): void => {
    // It ended before it was reset, so that nobody learns from it.
    if (row.fingerprint === '') return;
    const { environment, itemId } = row;
    const keys = keysOfRow(row);
    for (const [way, key] of keys) {
      const task = judged.get(key);
      if (task === undefined || (way === 'id' && isOther(task, row))) continue;
      return found(way, task, { environment, itemId, from, rows: 1 });
    }
    for (const [, key] of keys) {
      const before = learned.get(key);
      if (before === undefined) learned.set(key, { environment, itemId, from, rows: 1 });
      else before.rows += 1;
    }
  };
  return { judge, learn, leaks: () => [...leaks.values()], alike: () => [...alike.values()] };
}

/** The surest first. */
function keysOfTask({ itemId, source, state }: Judged): Key[] {
  const named: Key[] = source === undefined ? [] : [['id', keyOf('id', source, itemId)]];
  if (state === undefined || state.fingerprint === '') return named;
  const { fingerprint, fingerprintOf, observation } = state;
  const text: Key = ['opening', keyOf('text', observation)];
  if (fingerprintOf === undefined) return [['state', keyOf('state', fingerprint)], ...named, text];
  return [...named, ['opening', keyOf('opening', fingerprint)], text];
}

/** The surest first. Who knows the full state need not go by how the task begins. */
function keysOfRow(row: Trajectory): Key[] {
  const { itemId, source, fingerprint, fingerprintOf } = row;
  // Rows of before sources were stored do not say what their fingerprints are of.
  const keys: Key[] = fingerprintOf === undefined ? [['state', keyOf('state', fingerprint)]] : [];
  if (source !== undefined) keys.push(['id', keyOf('id', source, itemId)]);
  if (fingerprintOf !== undefined || source === undefined) keys.push(['opening', keyOf('opening', fingerprint)]);
  if (isPlayed(source)) return keys;
  // Another program's fingerprint would be of its own instructions too.
  for (const text of observationsIn(row)) keys.push(['opening', keyOf('text', text)]);
  return keys;
}

/** Whether two tasks of one id and source are known to differ, because settings of the environment do. */
function isOther({ state }: Judged, { fingerprint, fingerprintOf }: Trajectory): boolean {
  if (state === undefined || fingerprintOf !== undefined || state.fingerprintOf !== undefined) return false;
  return state.fingerprint !== fingerprint;
}

/**
 * What may be the first observation of a conversation: the last message before the policy's first turn, or what stands in
 * it after a blank line, where instructions precede it.
 */
function observationsIn({ messages }: Trajectory): string[] {
  const first = messages.findIndex(({ loss }) => loss);
  const opening = messages[first - 1]?.content;
  if (opening === undefined) return [];
  const [begin, end] = [opening.indexOf('\n\n'), opening.lastIndexOf('\n\n')];
  const texts = [opening, ...(begin < 0 ? [] : [opening.slice(begin + 2), opening.slice(end + 2)])];
  return [...new Set(texts)];
}

/** 52 bits: a million rows meet a thousand tasks by mistake once in millions of runs. */
function keyOf(...parts: readonly string[]): number {
  return Number.parseInt(digest(...parts).slice(0, 13), 16);
}
