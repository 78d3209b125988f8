/** What a million trajectories go through, one name each; every work returns the rows that it went through. */
import { createReadStream } from 'node:fs';
import { link, mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { compare } from '../../dist/compare.js';
import { exportTrajectories } from '../../dist/export.js';
import { runReport } from '../../dist/run-report.js';
import { heldTrajectories, trajectoriesIn, weigh } from '../../dist/index.js';
import { keepLessons } from '../../dist/stages/lessons.js';
import { FORMAT_NAMES, FORMATS, type FormatName } from '../../dist/trajectories/formats/catalog.js';
import { openStore } from '../../dist/trajectories/store.js';

export interface Place {
  file: string;
  rows: number;
  /** A folder that is gone afterwards. */
  out: string;
}

type Work = (place: Place) => Promise<number>;

const NEWLINE = 0x0a;

/** The fastest plain way there is here: chunks cut at newlines, and JSON.parse of each line. */
async function parse({ file }: Place): Promise<number> {
  let rows = 0;
  let rest: Buffer = Buffer.alloc(0);
  for await (const chunk of createReadStream(file, { highWaterMark: 256 * 1024 }) as AsyncIterable<Buffer>) {
    const bytes = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
    let start = 0;
    for (let end = bytes.indexOf(NEWLINE); end !== -1; end = bytes.indexOf(NEWLINE, start)) {
      if (typeof JSON.parse(bytes.toString('utf8', start, end)) === 'object') rows += 1;
      start = end + 1;
    }
    rest = bytes.subarray(start);
  }
  return rows;
}

function weighing(settings: object): Work {
  return async ({ file, rows, out }) => {
    const weighed = await weigh({
      iteration: 1,
      trajectories: trajectoriesIn(file),
      demonstrations: heldTrajectories([]),
      earlier: [],
      settings: { by: 'reward', merge: 'initial', dedupe: true, ...settings },
    });
    const kept = { examples: join(out, 'examples.jsonl'), pairs: join(out, 'pairs.jsonl') };
    await keepLessons(weighed, kept);
    return rows;
  };
}

function exporting(format: FormatName): Work {
  return async ({ file, out }) => {
    const { counts } = await exportTrajectories({
      from: file,
      format,
      part: 'trajectories',
      iterations: undefined,
      selection: {},
      limit: undefined,
      pairs: 'turn',
      out: join(out, `exported.${FORMATS[format].extension}`),
      force: false,
      command: 'bench',
      licence: undefined,
      signal: undefined,
    });
    return counts.read;
  };
}

/** Of a run that has these rows in this place. */
function reporting(place: string): Work {
  return async ({ file, rows, out }) => {
    const root = join(out, 'run');
    const there = join(root, place);
    await mkdir(dirname(there), { recursive: true });
    await link(file, there);
    const names = ['textcraft', 'babyai', 'maze', 'household', 'wordle', 'weather'];
    await writeFile(join(root, 'config.resolved.yaml'), JSON.stringify({ name: 'many', environments: names }));
    await writeFile(join(out, 'report.html'), await runReport(root));
    return rows;
  };
}

/** In the order in which they are shown; the first is what the others are held against. */
export const WORKS: Readonly<Record<string, Work>> = {
  parse,
  weigh: weighing({}),
  'weigh, best four of a task, and pairs': weighing({ perTask: 4, pairs: 2 }),
  'report, a million explored': reporting('iterations/0001/trajectories.jsonl'),
  // Counted, then gone through for tasks that were gained and lost, and for those.
  'report, a million evaluated': reporting('iterations/0000/dev.jsonl'),
  'open the store (resume)': async ({ file, rows }) => {
    await (await openStore(file)).close();
    return rows;
  },
  ...Object.fromEntries(FORMAT_NAMES.map((format) => [`export ${format}`, exporting(format)])),
  // With itself: both sides are read.
  compare: async ({ file, rows }) => {
    await compare(file, file);
    return 2 * rows;
  },
};
