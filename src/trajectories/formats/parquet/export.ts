/**
 * `parquet`: one row per entry with typed columns, `messages` a list of structs, as pandas, pyarrow and datasets read
 * it without being told anything. Holds everything a trajectory does, weights too.
 */
import { createParquetFile } from '../../parquet/file.ts';
import type { Entry } from '../entry.ts';
import { ABOUT_FIELDS, createAboutColumns } from './about.ts';
import { MESSAGES_FIELD } from './messages.ts';
import { MessagesThread } from './thread.ts';

/** A row group is in memory until it is written: so many rows, or fewer that are so long. */
const GROUP_ROWS = 10_000;
const GROUP_BYTES = 1 << 26;

export interface ParquetExport {
  /** Resolves where there is something to wait for. */
  readonly add: (entry: Entry) => Promise<void> | undefined;
  readonly finish: () => Promise<void>;
  /** The file is closed as it is. Safe after `finish`. */
  readonly close: () => Promise<void>;
}

export async function createParquetExport(file: string): Promise<ParquetExport> {
  const parquet = await createParquetFile(file, [...ABOUT_FIELDS, MESSAGES_FIELD]);
  const about = createAboutColumns();
  const messages = new MessagesThread();
  let rows = 0;
  /** The group before, which is made and written while the next one is gathered. */
  let writing: Promise<void> = Promise.resolve();
  /** Resolves when the group before is written: not more than one is ahead. */
  const flush = async (added: Promise<void> | undefined): Promise<void> => {
    await added;
    const count = rows;
    rows = 0;
    const ofAbout = about.take(count);
    const ofMessages = messages.take(count);
    const before = writing;
    writing = Promise.all([ofMessages, before]).then(([last]) => parquet.group(count, [...ofAbout, ...last]));
    // Awaited later on; until then nobody hears of its fault.
    writing.catch(() => {});
    await before;
  };
  return {
    add: (entry) => {
      about.add(entry);
      const added = messages.add(entry);
      rows += 1;
      return rows === GROUP_ROWS || messages.size > GROUP_BYTES ? flush(added) : added;
    },
    finish: async () => {
      if (rows > 0) await flush(undefined);
      await writing;
      await parquet.finish();
      await messages.close();
    },
    close: async () => {
      await messages.close();
      await writing.catch(() => {});
      await parquet.close();
    },
  };
}
