/**
 * Gives a surface its inputs, one after the other, and notes what came of each. A violation is another error than an
 * AgentgymError, more time than the deadline, or more memory than the bound. What does not come back at all (a loop that
 * never ends) ends the process (watchdog.ts).
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AgentgymError } from '../../src/errors.ts';
import { type Input, inputOf, type Opened, type Surface } from './surface.ts';
import { watch } from './watchdog.ts';

/** Milliseconds for one input, on a machine that does other things beside. */
export const DEADLINE = 20_000;
/** Bytes by which one input may make the process grow. */
export const MOST_GROWTH = 256 * 2 ** 20;

export interface Violation {
  number: number;
  what: string;
  /** Folder with the input. */
  saved?: string;
}

export interface Tally {
  surface: string;
  inputs: number;
  /** How many inputs came to what: a word of the surface, or an error code. */
  outcomes: Record<string, number>;
  violations: Violation[];
  /** Milliseconds of the slowest input, and its number. */
  slowest: { milliseconds: number; number: number };
  /** Bytes of the process at its largest, and how much of that came with the inputs. */
  peak: number;
  grown: number;
}

export interface Campaign {
  seed: number;
  count: number;
  /** The first input's number. */
  from?: number;
  /** Where inputs that break a rule are kept; nowhere if left out. */
  keep?: string | undefined;
  /** Milliseconds for one input; default: DEADLINE. */
  deadline?: number | undefined;
}

/** More violations than this say nothing new. */
const MOST_VIOLATIONS = 20;

export async function campaign(surface: Surface, asked: Campaign): Promise<Tally> {
  const { seed, count, from = 0, keep, deadline = DEADLINE } = asked;
  const folder = mkdtempSync(join(tmpdir(), 'agentgym-fuzz-'));
  const opened = await surface.open(folder);
  const before = peakBytes();
  const outcomes = new Map<string, number>();
  const tally: Tally = {
    surface: surface.name,
    inputs: 0,
    outcomes: {},
    violations: [],
    slowest: {
      milliseconds: 0,
      number: from,
    },
    peak: 0,
    grown: 0,
  };
  const guard = watch(surface.name, { seed, deadline });
  try {
    for (let number = from; number < from + count && tally.violations.length < MOST_VIOLATIONS; number++) {
      guard.begins(number);
      const input = inputOf(surface, opened, { seed, number });
      const done = await oneOf(opened, input, deadline);
      tally.inputs += 1;
      outcomes.set(done.outcome, (outcomes.get(done.outcome) ?? 0) + 1);
      if (done.milliseconds > tally.slowest.milliseconds) tally.slowest = { milliseconds: done.milliseconds, number };
      if (done.violation !== undefined) {
        const saved = keep === undefined ? undefined : save(input, join(keep, `${surface.name}-${seed}-${number}`));
        tally.violations.push({ number, what: done.violation, ...(saved === undefined ? {} : { saved }) });
      }
    }
  } finally {
    await guard.ends();
    await opened.close?.();
    rmSync(folder, { recursive: true, force: true });
  }
  const peak = peakBytes();
  return {
    ...tally,
    outcomes: Object.fromEntries([...outcomes].toSorted((a, b) => b[1] - a[1])),
    peak,
    grown: peak - before,
  };
}

interface Done {
  outcome: string;
  milliseconds: number;
  violation: string | undefined;
}

async function oneOf(opened: Opened, input: Input, deadline: number): Promise<Done> {
  const size = peakBytes();
  const begun = performance.now();
  const { outcome, violation } = await outcomeOf(opened, input);
  const milliseconds = performance.now() - begun;
  const grown = peakBytes() - size;
  const broken = [
    ...(violation === undefined ? [] : [violation]),
    ...(milliseconds > deadline ? [`took ${Math.round(milliseconds)} ms`] : []),
    ...(grown > MOST_GROWTH ? [`took ${Math.round(grown / 2 ** 20)} MiB of memory`] : []),
  ];
  return { outcome, milliseconds, violation: broken.length === 0 ? undefined : broken.join('; ') };
}

/** What nobody waits for and nobody catches counts for the input during which it comes up. */
async function outcomeOf(opened: Opened, input: Input): Promise<{ outcome: string; violation?: string }> {
  const stray: unknown[] = [];
  const note = (error: unknown): void => void stray.push(error);
  process.on('unhandledRejection', note);
  process.on('uncaughtException', note);
  try {
    const outcome = await opened.attempt(input);
    return stray.length === 0
      ? { outcome }
      : { outcome: 'stray error', violation: `nobody catches: ${described(stray[0])}` };
  } catch (error) {
    if (error instanceof AgentgymError && error.message !== '') return { outcome: error.code };
    return { outcome: 'other error', violation: described(error) };
  } finally {
    process.off('unhandledRejection', note);
    process.off('uncaughtException', note);
  }
}

function described(error: unknown): string {
  if (!(error instanceof Error)) return `threw ${typeof error}`;
  const cause = error.cause === undefined ? '' : `\n  because ${described(error.cause)}`;
  return `${(error.stack ?? error.message).slice(0, 2000)}${cause}`;
}

function peakBytes(): number {
  return process.resourceUsage().maxRSS * 1024;
}

/** Writes an input into a folder. */
export function save(input: Input, folder: string): string {
  mkdirSync(folder, { recursive: true });
  for (const [name, bytes] of Object.entries(input.files))
    writeFileSync(join(folder, name.replaceAll('/', '_')), bytes);
  return folder;
}
