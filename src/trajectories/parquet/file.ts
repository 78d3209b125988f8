/**
 * A Parquet file, row group by row group. Columns and pages are made here, so that a million conversations become a file in
 * less than twice the time that parsing them takes; hyparquet-writer does the encodings, the headers and the footer.
 */
import { open } from 'node:fs/promises';
import { ByteWriter, ParquetWriter } from 'hyparquet-writer';
import { pieceWriter } from '../../runs/files.ts';
import type { Chunk } from './column.ts';
import { writePages } from './pages.ts';
import { type Field, schemaOf } from './schema.ts';

export interface ParquetFile {
  /** So many rows as one group: the chunks of its columns, in the order of the schema's leaves. */
  group(rows: number, chunks: readonly Chunk[]): Promise<void>;
  /** Footer and all, and on the disk. */
  finish(): Promise<void>;
  /** Closed as it is. Safe after `finish`. */
  close(): Promise<void>;
}

export async function createParquetFile(file: string, fields: readonly Field[]): Promise<ParquetFile> {
  const handle = await open(file, 'w');
  const pieces = pieceWriter(handle);
  const bytes = new ByteWriter();
  const parquet = new ParquetWriter({ writer: bytes, schema: schemaOf(fields), createdBy: 'agentgym' });
  const flush = async (): Promise<void> => {
    const piece = Buffer.from(bytes.getBuffer());
    // The writer goes on counting from there.
    bytes.index = 0;
    await pieces.write(piece);
  };
  return {
    group: async (rows, chunks) => {
      const start = bytes.offset;
      const columns = chunks.map((chunk) => writePages(chunk, bytes));
      parquet.num_rows += BigInt(rows);
      parquet.row_groups.push({
        columns,
        num_rows: BigInt(rows),
        total_byte_size: columns.reduce((sum, { meta_data: about }) => sum + about.total_uncompressed_size, 0n),
        total_compressed_size: BigInt(bytes.offset - start),
      });
      await flush();
    },
    finish: async () => {
      await parquet.finish();
      await flush();
      await pieces.end();
      await handle.sync();
      await handle.close();
    },
    close: async () => {
      await pieces.end().catch(() => {});
      await handle.close();
    },
  };
}
