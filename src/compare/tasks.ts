/**
 * Numbers for tasks, which the two sides of a comparison share. An id such as `textcraft_17` is kept as a number and a
 * stem that all of them share, in a hash table of numbers: a million names as texts would take ten times the memory.
 */
import { column } from '../trajectories/columns.ts';

export interface TaskNumbers {
  readonly count: number;
  /** The task's number, counted from 0 as tasks are first named. */
  numberOf(environment: string, itemId: string): number;
  itemOf(task: number): string;
  /** Numbers of an environment's tasks, as they were first named. */
  tasksOf(environment: string): Iterable<number>;
  environments(): string[];
  /** `textcraft_2` before `textcraft_10`: for sorting. */
  inOrder(a: number, b: number): number;
}

/** Ids of one environment that have a stem in common; those that end in no number have none. */
interface Kind {
  environment: string;
  stem: string | undefined;
}

export function taskNumbers(): TaskNumbers {
  const [kinds, texts] = [kindList(), textList()];
  const [kindAt, codeAt] = [column('count'), column('count')];
  /** Number + 1 at the place that the hash says, or at the next one that was free. */
  let table = new Uint32Array(1 << 12);
  const placeOf = (kind: number, code: number): number => {
    let place = hashOf(kind, code) & (table.length - 1);
    for (;;) {
      const entry = table[place] ?? 0;
      if (entry === 0 || (codeAt.at(entry - 1) === code && kindAt.at(entry - 1) === kind)) return place;
      place = (place + 1) & (table.length - 1);
    }
  };
  const grow = (): void => {
    table = new Uint32Array(table.length * 2);
    for (let task = 0; task < codeAt.length; task++) table[placeOf(kindAt.at(task), codeAt.at(task))] = task + 1;
  };
  const itemOf = (task: number): string => {
    const { stem } = kinds.at(kindAt.at(task));
    return stem === undefined ? texts.at(codeAt.at(task)) : `${stem}${codeAt.at(task)}`;
  };
  return {
    get count() {
      return codeAt.length;
    },
    numberOf: (environment, itemId) => {
      // Only numbers as they are written, so that the id comes out again.
      const [, stem, digits] = /^(.*_)(0|[1-9]\d{0,8})$/su.exec(itemId) ?? [];
      const kind = kinds.indexOf(environment, stem);
      const code = digits === undefined ? texts.indexOf(itemId) : Number(digits);
      const known = table[placeOf(kind, code)] ?? 0;
      if (known > 0) return known - 1;
      if (2 * codeAt.length > table.length) grow();
      const place = placeOf(kind, code);
      kindAt.push(kind);
      codeAt.push(code);
      table[place] = codeAt.length;
      return codeAt.length - 1;
    },
    itemOf,
    *tasksOf(environment) {
      for (let task = 0; task < codeAt.length; task++)
        if (kinds.at(kindAt.at(task)).environment === environment) yield task;
    },
    environments: () => kinds.environments(),
    inOrder: (a, b) => {
      const [kind, other] = [kindAt.at(a), kindAt.at(b)];
      if (kind === other && kinds.at(kind).stem !== undefined) return codeAt.at(a) - codeAt.at(b);
      return itemOf(a) < itemOf(b) ? -1 : 1;
    },
  };
}

function kindList() {
  const list: Kind[] = [];
  return {
    at: (index: number): Kind => list[index] ?? { environment: '', stem: undefined },
    indexOf: (environment: string, stem: string | undefined): number => {
      const known = list.findIndex((one) => one.stem === stem && one.environment === environment);
      return known === -1 ? list.push({ environment, stem }) - 1 : known;
    },
    environments: (): string[] => [...new Set(list.map(({ environment }) => environment))].toSorted(),
  };
}

/** Ids that end in no number; few files have any. */
function textList() {
  const list: string[] = [];
  const numbers = new Map<string, number>();
  return {
    at: (index: number): string => list[index] ?? '',
    indexOf: (text: string): number => {
      const known = numbers.get(text);
      if (known !== undefined) return known;
      numbers.set(text, list.length);
      return list.push(text) - 1;
    },
  };
}

/** The finaliser of MurmurHash3. */
function hashOf(kind: number, code: number): number {
  let hash = Math.imul(code + 1, 0x9e3779b1) ^ Math.imul(kind + 1, 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}
