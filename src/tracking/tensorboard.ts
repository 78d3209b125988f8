/**
 * The run as event files for TensorBoard: curves, and the config, the verdicts and the end as texts. Each process writes
 * a file of its own beside those before it, which TensorBoard reads as one run. Starts no TensorBoard.
 */
import { appendFile, mkdir } from 'node:fs/promises';
import { hostname } from 'node:os';
import { basename, join } from 'node:path';
import { toYaml } from '../config/resolved.ts';
import type { TrackingConfig } from '../config/schema.ts';
import { messageOf } from '../errors.ts';
import type { RunEvent } from '../report/events.ts';
import { scalarEvent, textEvent, versionEvent } from './event-schema.ts';
import { openMemory } from './memory.ts';
import { type Point, pointsOf } from './points.ts';
import { record } from './record-file.ts';
import type { OpenTracker, Tracked } from './tracker.ts';

/** Bytes that may wait for the disk. */
const MOST_WAITING = 16 << 20;

export function tensorboard(settings: NonNullable<TrackingConfig['tensorboard']>): OpenTracker {
  return (run) => {
    const { config, directory, onWarning } = run;
    const folder = settings.dir === undefined ? directory.tensorboard : join(settings.dir, basename(directory.root));
    const memory = openMemory<{ folder: string }>(directory.tracking('tensorboard'), (it) => it.folder === folder);
    const points = pointsOf();
    const shown: Point[] = [];
    const file = eventFile(folder, (error) => {
      onWarning(`TensorBoard gets no more of this run: ${messageOf(error)}`);
    });
    return {
      on: (event) => {
        const wallTime = Date.now() / 1000;
        if (event.type === 'run-started') file.add(textEvent({ wallTime, step: 0 }, 'config', quoted(toYaml(config))));
        for (const point of points(event)) {
          if (memory.shown(point)) continue;
          shown.push(point);
          file.add(scalarEvent({ wallTime, step: point.step }, point.tag, point.value));
        }
        const said = textOf(event, run);
        if (said !== undefined) file.add(textEvent({ wallTime, step: said.step }, said.tag, said.text));
        if (event.type === 'stage-finished')
          void file.written().then(() => memory.remember({ folder }, shown.splice(0)));
      },
      close: async () => {
        await file.written();
        await memory.remember({ folder }, shown);
      },
    };
  };
}

/** What stands beside the curves. */
function textOf(event: RunEvent, { directory }: Tracked): { tag: string; step: number; text: string } | undefined {
  if (event.type === 'iteration-finished') {
    const { index, promoted, reason } = event.result;
    return { tag: 'verdict', step: index, text: `${promoted ? 'Promoted' : 'Not promoted'}: ${reason}` };
  }
  if (event.type !== 'run-finished') return undefined;
  const { status, promoted, iterations } = event.summary;
  const checkpoint = promoted === undefined ? '' : `; promoted: \`${directory.checkpoint(promoted.checkpoint)}\``;
  return { tag: 'end', step: iterations.length, text: `${status} in \`${directory.root}\`${checkpoint}` };
}

/** As a block of code in Markdown. */
function quoted(text: string): string {
  return text.replaceAll(/^/gmu, '    ');
}

interface EventFile {
  add(event: Uint8Array): void;
  /** Resolves when everything so far is written, or cannot be; never rejects. */
  written(): Promise<void>;
}

function eventFile(folder: string, onFailure: (error: unknown) => void): EventFile {
  const began = Date.now() / 1000;
  const path = join(folder, `events.out.tfevents.${Math.floor(began)}.${hostname()}.${process.pid}.0`);
  let waiting: Buffer[] = [record(versionEvent(began))];
  let bytes = 0;
  let failed = false;
  let writing: Promise<void> | undefined;
  const fail = (error: unknown): void => {
    if (!failed) onFailure(error);
    failed = true;
    waiting = [];
  };
  const write = async (): Promise<void> => {
    try {
      await mkdir(folder, { recursive: true });
      while (waiting.length > 0) {
        const data = Buffer.concat(waiting);
        [waiting, bytes] = [[], 0];
        await appendFile(path, data);
      }
    } catch (error) {
      fail(error);
    }
    writing = undefined;
  };
  return {
    add: (event) => {
      if (failed) return;
      const framed = record(event);
      waiting.push(framed);
      bytes += framed.length;
      if (bytes > MOST_WAITING) return fail(new Error('the disk is too slow'));
      writing ??= write();
    },
    written: async () => {
      await writing;
    },
  };
}
