/** The moments at which runs are killed: drawn from a run that was not, evenly over its kinds of stages. Kills nothing. */
import { random } from '../../src/seeds.ts';
import type { Finished } from './attempt.ts';

/** A stage of the reference run: from when it could begin until it was finished. */
export interface Stage {
  /** Key in the journal; `start` is what any process does before its first line, `end` what comes behind the last. */
  key: string;
  kind: string;
  /** Place in the order of the run. */
  order: number;
  /** The key that is finished when it begins. */
  after: string | undefined;
  /** Milliseconds. */
  lasted: number;
  /** Rollouts that it stores. */
  rows: number;
}

export interface Moment {
  stage: Stage;
  /** Which part of the stage has gone by, in [0, 1): of its time, or of its rows. */
  share: number;
  by: 'time' | 'rows';
  /** Where it stands among the moments of a run, in the order of its stages. */
  place: number;
  /** How often no kill came of it, because the run was past it. */
  missed: number;
}

/** What a key of the journal is called in the table. */
export function kindOf(key: string): string {
  const [first = '', , third] = key.split('/');
  if (first !== 'iterations') return first;
  return third === 'looks' ? 'looks' : (third ?? first);
}

/** Keys that say what the run does, not how often it was started. */
export function isStage(key: string): boolean {
  return !/^(?:attempts|limits|config)(?:\/|$)/u.test(key);
}

/** The stages of a finished run, which went from `began` to `ended` (ms since the epoch). */
export function stagesOf(finished: readonly Finished[], began: number, ended: number): Stage[] {
  const stages: Stage[] = [];
  let [after, since]: [string | undefined, number] = [undefined, began];
  const add = (key: string, at: number, rows = 0): void => {
    stages.push({ key, kind: kindOf(key), order: stages.length, after, lasted: at - since, rows });
    [after, since] = [key, at];
  };
  const first = finished.find(({ key }) => key.startsWith('attempts/'));
  if (first !== undefined) add('start', first.at);
  for (const { key, at, rows } of finished) if (isStage(key)) add(key, at, rows);
  add('end', ended);
  return stages;
}

/** So many moments: every kind of stage as often as any other, within a kind by chance. */
export function drawMoments(stages: readonly Stage[], count: number, seed: number): Moment[] {
  const chance = random(seed);
  const kinds = [...new Set(stages.map(({ kind }) => kind))];
  const moments: Moment[] = [];
  while (moments.length < count) {
    for (const kind of chance.shuffle(kinds).slice(0, count - moments.length)) {
      const stage = chance.pick(stages.filter((one) => one.kind === kind));
      const by = stage.rows > 0 && chance.next() < 0.5 ? 'rows' : 'time';
      const share = chance.next();
      // Every process has a start, wherever the run is.
      const place = kind === 'start' ? chance.next() * stages.length : stage.order + share;
      moments.push({ stage, share, by, place, missed: 0 });
    }
  }
  return moments;
}

/** The stage that a run was in when its process, which started then, was killed, by what its journal says. */
export function stageAt(stages: readonly Stage[], finished: readonly Finished[], started: number): Stage {
  const keys = new Set(finished.map(({ key }) => key));
  const begun = finished.some(({ key, at }) => key.startsWith('attempts/') && at >= started);
  return stages.find(({ key }) => (key === 'start' ? !begun : !keys.has(key))) as Stage;
}
