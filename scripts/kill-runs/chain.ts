/**
 * One run that is killed again and again, and then finished. Checks between its attempts what only shows there: that rows
 * stay as they are, and that no finished rollout is played again.
 */
import { mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Random } from '../../src/seeds.ts';
import { Attempt, type AttemptRequest, finishedIn } from './attempt.ts';
import { isStage, type Moment, type Stage, stageAt } from './moments.ts';
import { type Cut, Durable, trajectoryFiles } from './power-cut.ts';

/** How often the sizes of files are looked at (ms). */
const EVERY = 100;
/** How often rows are counted while they are waited for (ms). */
const LOOK = 2;

export interface Kill {
  /** The kind of stage that it fell into, by what the journal said afterwards. */
  kind: string;
  key: string;
  cut: Cut | undefined;
}

export interface ChainRequest extends Pick<AttemptRequest, 'directory' | 'config'> {
  /** The run that nobody disturbed, and its stages. */
  reference: string;
  stages: readonly Stage[];
  /** In the order of the run. */
  moments: readonly Moment[];
  chance: Random;
  onKill: (kill: Kill) => void;
}

export interface Chain {
  missed: Moment[];
  /** What is wrong, a line each. */
  faults: string[];
}

/** Kills the run at the moments, as far as it does not pass them, and lets it come to its end. */
export async function runChain(request: ChainRequest): Promise<Chain> {
  const { directory, stages, moments, chance, onKill } = request;
  mkdirSync(directory);
  writeFileSync(resetsOf(directory), '');
  const durable = new Durable(directory);
  const missed: Moment[] = [];
  const faults: string[] = [];
  for (const moment of moments) {
    if (isPast(moment.stage, directory)) {
      missed.push(moment);
      continue;
    }
    const watched = watchRows(request);
    const attempt = begin(request, durable);
    await reach(moment, attempt, request);
    const at = Date.now();
    const killed = await attempt.kill();
    faults.push(...watched.faults());
    if (!killed) {
      missed.push(moment);
      const status = await attempt.end();
      if (status !== 0) return { missed, faults: [...faults, `it ended with ${status}: ${attempt.said}`] };
      continue;
    }
    const { kind, key } = stageAt(stages, finishedIn(directory), attempt.started);
    onKill({ kind, key, cut: durable.cut(chance, at) });
  }
  const watched = watchRows(request);
  const last = begin(request, durable);
  const status = await last.end();
  if (status !== 0) faults.push(`the last resumption ended with ${status}: ${last.said}`);
  return { missed, faults: [...faults, ...watched.faults()] };
}

function begin({ directory, config, chance }: ChainRequest, durable: Durable): Attempt {
  durable.begin();
  const before = finishedIn(directory).length;
  const sampling = setInterval(() => {
    // Before its first line it has opened nothing.
    if (finishedIn(directory).length > before) durable.sample();
  }, EVERY);
  const onJournal: AttemptRequest['onJournal'] = (finished) => {
    if (finished.slice(before).some(({ key }) => isStage(key))) durable.finished();
  };
  const saving = chance.next() < 0.5;
  const attempt = new Attempt({ directory, config, resets: resetsOf(directory), saving, onJournal });
  void attempt.end().then(() => clearInterval(sampling));
  return attempt;
}

/** Waits for the moment, or until the process ends. */
async function reach({ stage, share, by }: Moment, attempt: Attempt, request: ChainRequest): Promise<void> {
  const { directory, stages } = request;
  if (stage.key === 'start') return attempt.lasts(share * stage.lasted);
  const since = (): { begun: number; ready: number } | undefined => {
    const finished = finishedIn(directory);
    const begun = finished.findLast(({ key, at }) => key.startsWith('attempts/') && at >= attempt.started);
    const ready = stage.after === 'start' ? begun : finished.find(({ key }) => key === stage.after);
    return begun === undefined || ready === undefined
      ? undefined
      : { begun: begun.at, ready: Math.max(begun.at, ready.at) };
  };
  const before = rowsOf(directory);
  await attempt.until(() => since() !== undefined);
  const reached = since();
  if (reached === undefined) return;
  if (by === 'time') {
    // A machine that does other things, too, is not always as fast: how long it took to start says how fast it is now.
    const start = stages.find(({ key }) => key === 'start');
    const pace = (reached.begun - attempt.started) / Math.max(1, start?.lasted ?? 1);
    return attempt.lasts(reached.ready + share * stage.lasted * pace - Date.now());
  }
  const wanted = before + share * stage.rows;
  while (!attempt.over && !isPast(stage, directory) && rowsOf(directory) <= wanted) await attempt.lasts(LOOK);
}

/** Whether the stage is finished: its moments are gone. */
function isPast({ key }: Stage, directory: string): boolean {
  return finishedIn(directory).some((finished) => finished.key === key);
}

function resetsOf(directory: string): string {
  return `${directory}.resets`;
}

/** Looks at what the next attempt does to rows that are there, and whether it plays again what they hold. */
function watchRows({ directory, reference }: ChainRequest): { faults(): string[] } {
  const before = new Map(trajectoryFiles(directory).map((file) => [file, wholeLines(join(directory, file))]));
  const resets = statSync(resetsOf(directory)).size;
  const there = episodesIn(directory);
  return {
    faults: () => {
      const faults: string[] = [];
      for (const [file, bytes] of before) {
        const now = readFileSync(join(directory, file));
        if (!now.subarray(0, bytes.length).equals(bytes)) faults.push(`${file}: rows that were there have changed`);
      }
      // A stage plays an episode once, and later stages may play the same one with another checkpoint.
      const due = episodesIn(reference);
      const begun = readFileSync(resetsOf(directory)).subarray(resets).toString('latin1').trimEnd().split('\n');
      for (const [episode, times] of countsOf(begun)) {
        const left = (due.get(episode) ?? 0) - (there.get(episode) ?? 0);
        if (episode !== '' && times > left)
          faults.push(`the episode ${episode} began ${times} times, and ${left} were left`);
      }
      return faults;
    },
  };
}

/** How many rows there are of each task and seed, but of a last line that is torn. */
function episodesIn(directory: string): Map<string, number> {
  const lines = trajectoryFiles(directory).flatMap((file) => readFileSync(join(directory, file), 'utf8').split('\n'));
  return countsOf(lines.flatMap((line) => episodeOf(line) ?? []));
}

/** As the environment notes it. */
function episodeOf(line: string): string | undefined {
  try {
    const { item_id: itemId, seed } = JSON.parse(line) as { item_id: string; seed: number };
    return `${itemId} ${seed}`;
  } catch {
    return undefined;
  }
}

function countsOf(names: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  return counts;
}

/** The last line may lack its newline, or its end. */
function wholeLines(file: string): Buffer {
  const bytes = readFileSync(file);
  return bytes.subarray(0, bytes.lastIndexOf(0x0a) + 1);
}

function rowsOf(directory: string): number {
  const lines = (file: string): number => readFileSync(join(directory, file), 'latin1').split('\n').length - 1;
  return trajectoryFiles(directory).reduce((sum, file) => sum + lines(file), 0);
}
