/** Bytes to JSON values, with messages that say where. Knows no format of rows. */
import { AgentgymError } from '../../errors.ts';

/** Parses JSON; E_STORE_CORRUPT says where, and names the NaN that Python writes and JSON does not know. */
export function parseJson(text: string, at: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    const number = /[:[,]\s*(NaN|-?Infinity)\s*[,}\]]/u.exec(text)?.[1];
    const what = number === undefined ? '' : `: it holds ${number}`;
    throw new AgentgymError('E_STORE_CORRUPT', `${at} is not JSON${what}.`, {
      hint: 'The file was changed by hand, cut short, or damaged; restore it, or mend the row.',
      cause,
    });
  }
}

const UTF8 = new TextDecoder('utf-8', { fatal: true });

/** UTF-8 text without its byte order mark; E_STORE_CORRUPT where it is no such text. */
export function decode(bytes: Uint8Array, at: string): string {
  try {
    return UTF8.decode(bytes);
  } catch (cause) {
    throw new AgentgymError('E_STORE_CORRUPT', `${at} is not UTF-8 text.`, { hint: 'Restore the file.', cause });
  }
}
