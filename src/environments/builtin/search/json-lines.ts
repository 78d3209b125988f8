/** Files of JSON objects, one a line, each of which must have a shape; a bad line is named by file and number. */
import { readFileSync } from 'node:fs';
import type { z } from 'zod';
import { AgentgymError, messageOf } from '../../../errors.ts';

const NEWLINE = 10;

/**
 * The objects of a file (up to 2 GB), empty lines left out.
 * @throws AgentgymError E_DATA_SOURCE where the file cannot be read, E_CONFIG_INVALID where a line is not of the shape or
 * there is none.
 */
export function readJsonLines<T>(file: string, shape: z.ZodType<T>, hint: string): T[] {
  const bytes = bytesOf(file);
  const rows: T[] = [];
  let number = 0;
  for (let from = 0; from < bytes.length; ) {
    const newline = bytes.indexOf(NEWLINE, from);
    const to = newline === -1 ? bytes.length : newline;
    number += 1;
    const line = bytes
      .toString('utf8', from, to)
      .replace(/^\uFEFF/u, '')
      .trim();
    from = to + 1;
    if (line !== '') rows.push(rowOf(line, shape, (why, cause) => unusable(`${file}:${number}: ${why}.`, hint, cause)));
  }
  if (rows.length === 0) throw unusable(`${file} is empty.`, hint);
  return rows;
}

function rowOf<T>(line: string, shape: z.ZodType<T>, fault: (why: string, cause?: unknown) => AgentgymError): T {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch (cause) {
    throw fault('the line is not JSON', cause);
  }
  const parsed = shape.safeParse(value);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const where = issue?.path.join('.') ?? '';
  throw fault(`${where === '' ? '' : `\`${where}\`: `}${issue?.message ?? 'not what is expected'}`);
}

function bytesOf(file: string): Buffer {
  try {
    return readFileSync(file);
  } catch (cause) {
    const message = `${file} could not be read: ${messageOf(cause)}.`;
    throw new AgentgymError('E_DATA_SOURCE', message, { cause, hint: 'Check `corpus` and `questions` in the config.' });
  }
}

function unusable(message: string, hint: string, cause?: unknown): AgentgymError {
  return new AgentgymError('E_CONFIG_INVALID', message, { hint, cause });
}
