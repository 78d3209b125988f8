/** A JSON file of a user's that must have a shape; what is wrong is named by file and entry. */
import { readFileSync } from 'node:fs';
import type { z } from 'zod';
import { AgentgymError, messageOf } from '../../errors.ts';

/** @throws AgentgymError E_CONFIG_INVALID, with the hint, where the file cannot be read or is not of the shape. */
export function readJsonFile<T extends z.ZodType>(file: string, shape: T, hint: string): z.output<T> {
  let value: unknown;
  try {
    value = JSON.parse(readFileSync(file, 'utf8'));
  } catch (cause) {
    throw unusable(file, messageOf(cause), { hint, cause });
  }
  const parsed = shape.safeParse(value);
  if (parsed.success) return parsed.data;
  const faults = parsed.error.issues.slice(0, 3).map(({ path, message }) => `${path.join('.')}: ${message}`);
  throw unusable(file, faults.join('; '), { hint });
}

export function unusable(file: string, why: string, more: { hint: string; cause?: unknown }): AgentgymError {
  return new AgentgymError('E_CONFIG_INVALID', `${file} cannot be used: ${why}.`, more);
}
