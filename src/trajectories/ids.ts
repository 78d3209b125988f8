/**
 * Ids of trajectories, numbered from 0 as they come. Ids that differ in the number of the sample alone, `<stem>#<number>`,
 * share the text of their stem, so that a million rollouts of some hundred thousand tasks take some bytes each.
 */
import { column } from './columns.ts';

export interface Ids {
  readonly length: number;
  /** Undefined where the id has not come. */
  numberOf(id: string): number | undefined;
  /** The number of an id that has not come yet. */
  add(id: string): number;
}

/** In the place of a sample, of ids that end otherwise. */
const NONE = 0xffff_ffff;
const NUMBERED = /#(?:0|[1-9]\d{0,8})$/u;

export function createIds(): Ids {
  /** The last of each stem, counted from 1. */
  const stems = new Map<string, number>();
  const samples = column('count');
  /** The one of the same stem before, counted from 1; 0: none. */
  const before = column('count');
  return {
    get length() {
      return samples.length;
    },
    numberOf: (id) => {
      const [stem, sample] = partsOf(id);
      for (let at = stems.get(stem) ?? 0; at > 0; at = before.at(at - 1))
        if (samples.at(at - 1) === sample) return at - 1;
      return undefined;
    },
    add: (id) => {
      const [stem, sample] = partsOf(id);
      const number = samples.length;
      samples.push(sample);
      before.push(stems.get(stem) ?? 0);
      stems.set(stem, number + 1);
      return number;
    },
  };
}

type Parts = [stem: string, sample: number];

/** Ids are asked for and then added: the last one is known. */
let last: { id: string; parts: Parts } | undefined;

function partsOf(id: string): Parts {
  if (last?.id === id) return last.parts;
  const at = id.lastIndexOf('#');
  const parts: Parts = NUMBERED.test(id) ? [id.slice(0, at), Number(id.slice(at + 1))] : [id, NONE];
  last = { id, parts };
  return parts;
}
