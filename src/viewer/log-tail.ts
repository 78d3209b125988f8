/** The run's log for readers: its last lines in words, and the warnings of its beginning and end. Reads no long log whole. */
import type { RunDirectory } from '../runs/directory.ts';
import { endsOf, objectIn } from '../runs/readable.ts';
import type { LogLine } from './api.ts';

const MOST_BYTES = 512 * 1024;
const LINES = 200;
const MOST_WARNINGS = 50;

export async function logOf(directory: RunDirectory): Promise<{ log: LogLine[]; warnings: string[] }> {
  const lines = (await endsOf(directory.log, MOST_BYTES).catch(() => [])).flatMap((line) => {
    const entry = objectIn(line);
    return entry === undefined ? [] : [entry];
  });
  const warnings = lines.flatMap(({ msg, message }) =>
    msg === 'warning' && typeof message === 'string' ? [message] : [],
  );
  return { log: lines.slice(-LINES).map(lineOf), warnings: [...new Set(warnings)].slice(-MOST_WARNINGS) };
}

function lineOf(entry: Record<string, unknown>): LogLine {
  const { time, level } = entry;
  const at = typeof time === 'number' && Math.abs(time) < 8.64e15 ? new Date(time).toISOString() : null;
  return { at, level: levelOf(level), text: textOf(entry) };
}

/** As pino numbers them. */
function levelOf(level: unknown): LogLine['level'] {
  if (typeof level !== 'number' || level < 30) return 'debug';
  return level < 40 ? 'info' : level < 50 ? 'warn' : 'error';
}

/** Events as sentences, the rest as it is. */
function textOf({ msg, ...entry }: Record<string, unknown>): string {
  const said = (key: string): string => (typeof entry[key] === 'string' ? entry[key] : '');
  switch (msg) {
    case 'stage-started':
      return said('title');
    case 'stage-finished':
      return `${said('title')}: ${said('result')}${entry['reused'] === true ? ' (done before)' : ''}`;
    case 'warning':
      return said('message');
    case 'run-started':
      return `${said('name')} ${entry['resumed'] === true ? 'goes on' : 'begins'}`;
    default:
      return typeof msg === 'string' ? msg.replaceAll('-', ' ') : '';
  }
}
