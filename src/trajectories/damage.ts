/**
 * What can be saved of a file of trajectories that is damaged in its middle: which lines are whole, and how to go on with
 * them. Reads the file, and leaves it as it is.
 */
import { AgentgymError } from '../errors.ts';
import { fromAgentTraj } from './agenttraj.ts';
import { endsWithNewline } from './lines.ts';
import { rowsOf } from './readers/rows.ts';
import { counts } from './trajectory.ts';

/** Lines or ranges of them that are named; of more, only the count. */
const NAMED = 20;

/** The rows of a file as they are read; an error over damage in its middle says what can be saved. */
export async function* explained<T>(file: string, rows: AsyncIterable<T>): AsyncGenerator<T> {
  try {
    yield* rows;
  } catch (error) {
    throw await explainDamage(error, file);
  }
}

/** The error to throw for one that opening or reading `file` met: with what is damaged and how to take it out, where a line is. */
export async function explainDamage(error: unknown, file: string): Promise<unknown> {
  if (!(error instanceof AgentgymError) || error.code !== 'E_STORE_CORRUPT') return error;
  const { damaged, lines } = await damageOf(file).catch(() => ({ damaged: [], lines: 0 }));
  // Where no line is whole it is no file of ours, and an array has no lines to take out.
  if (damaged.length === 0 || damaged.length === lines || damaged.some(Number.isNaN)) return error;
  const ranges = rangesOf(damaged);
  const more = ranges.length > NAMED ? ', …' : '';
  const [first, last] = [damaged[0], damaged.at(-1)];
  const named = `${ranges.slice(0, NAMED).join(', ')}${more}`;
  const what = damaged.length === 1 ? `line ${first} is damaged` : `${damaged.length} lines are damaged (${named})`;
  const cut = ranges.length > NAMED ? [`${first}-${last}`] : ranges;
  const script = cut.map((range) => `${range.replace('-', ',')}d`).join(';');
  return new AgentgymError(
    'E_STORE_CORRUPT',
    `${error.message}\nOf its ${lines} lines ${lines - damaged.length} are whole; ${what}. Nothing was changed.`,
    {
      hint: `Restore the file, or take out what is damaged: sed -i.damaged '${script}' ${file} (which keeps a copy beside it). Then give the same command again; the command that wrote the file (evolve --resume, collect-trajectories) plays again what is missing.`,
      cause: error,
    },
  );
}

/** Numbers of the lines that hold no trajectory, or one whose id has stood before; a torn last line is none of them. */
async function damageOf(file: string): Promise<{ damaged: number[]; lines: number }> {
  const damaged: number[] = [];
  const ids = new Set<string>();
  let [lines, last] = [0, 0];
  for await (const { value, at, fault } of rowsOf(file)) {
    lines += 1;
    last = Number(at.slice(at.lastIndexOf(':') + 1));
    if (fault !== undefined || idOf(value, at, ids) === undefined) damaged.push(last);
  }
  const torn = damaged.at(-1) === last && !(await endsWithNewline(file));
  return torn ? { damaged: damaged.slice(0, -1), lines: lines - 1 } : { damaged, lines };
}

function idOf(value: unknown, at: string, ids: Set<string>): string | undefined {
  try {
    const trajectory = fromAgentTraj(value, { at, sample: 0 });
    if (ids.has(trajectory.id)) return undefined;
    if (counts(trajectory)) ids.add(trajectory.id);
    return trajectory.id;
  } catch {
    return undefined;
  }
}

/** `3`, `5-7`. */
function rangesOf(numbers: readonly number[]): string[] {
  const ranges: [number, number][] = [];
  for (const number of numbers) {
    const last = ranges.at(-1);
    if (last !== undefined && last[1] === number - 1) last[1] = number;
    else ranges.push([number, number]);
  }
  return ranges.map(([from, to]) => (from === to ? `${from}` : `${from}-${to}`));
}
