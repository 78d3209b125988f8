/**
 * The pages of a column in one row group: a dictionary's, if there is one, and one of data (version 2), compressed.
 * https://parquet.apache.org/docs/file-format/data-pages/
 */
import type { ColumnChunk, PageHeader } from 'hyparquet';
import type { ByteWriter } from 'hyparquet-writer';
import { writePageHeader } from 'hyparquet-writer/src/datapage.js';
import { snappyCompressor } from 'hysnappy';
import type { Chunk } from './column.ts';
import type { Encoded } from './values.ts';

/** What every reader of Parquet can read. */
const compress = snappyCompressor();

/** Writes them; what the file's footer says about them. */
export function writePages(chunk: Chunk, writer: ByteWriter): ColumnChunk & Required<Pick<ColumnChunk, 'meta_data'>> {
  const { leaf, count, absent, encoding, dictionary, range } = chunk;
  const start = writer.offset;
  const ofDictionary = dictionary === undefined ? 0 : writeDictionary(dictionary, writer);
  const data = writer.offset;
  const ofData = writeData(chunk, writer);
  return {
    file_offset: BigInt(start),
    meta_data: {
      type: leaf.type,
      encodings: dictionary === undefined ? [encoding] : ['PLAIN', encoding],
      path_in_schema: [...leaf.path],
      codec: 'SNAPPY',
      num_values: BigInt(count),
      total_compressed_size: BigInt(writer.offset - start),
      total_uncompressed_size: BigInt(ofDictionary + ofData),
      data_page_offset: BigInt(data),
      ...(dictionary === undefined ? {} : { dictionary_page_offset: BigInt(start) }),
      // The least and the greatest text of a conversation are of use to nobody.
      ...(leaf.repetition > 0 ? {} : { statistics: { ...range, null_count: BigInt(absent) } }),
    },
  };
}

function writeDictionary({ count, bytes }: NonNullable<Encoded['dictionary']>, writer: ByteWriter): number {
  const dictionary_page_header = { num_values: count, encoding: 'PLAIN' } as const;
  return writePage({ type: 'DICTIONARY_PAGE', dictionary_page_header }, [], bytes, writer);
}

function writeData(
  { rows, count, absent, repetitions, definitions, encoding, data }: Chunk,
  writer: ByteWriter,
): number {
  const data_page_header_v2 = {
    num_values: count,
    num_nulls: absent,
    num_rows: rows,
    encoding,
    definition_levels_byte_length: definitions.length,
    repetition_levels_byte_length: repetitions.length,
    is_compressed: true,
  };
  return writePage({ type: 'DATA_PAGE_V2', data_page_header_v2 }, [repetitions, definitions], data, writer);
}

/** Its bytes before they were compressed, with the header. Levels never are. */
function writePage(
  header: Omit<PageHeader, 'compressed_page_size' | 'uncompressed_page_size'>,
  levels: readonly Uint8Array[],
  data: Uint8Array,
  writer: ByteWriter,
): number {
  const start = writer.offset;
  const compressed = compress(data);
  const before = levels.reduce((sum, { length }) => sum + length, 0);
  const uncompressed_page_size = before + data.length;
  writePageHeader(writer, { ...header, uncompressed_page_size, compressed_page_size: before + compressed.length });
  const headerLength = writer.offset - start;
  for (const bytes of [...levels, compressed]) writer.appendBytes(bytes);
  return headerLength + uncompressed_page_size;
}
