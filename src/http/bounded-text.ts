/** The text of an answer, up to a bound: a server that never ends its answer must not fill the memory. */

/** Undefined where there are more bytes than `most`; the rest is not read. */
export async function boundedText(body: AsyncIterable<Uint8Array>, most: number): Promise<string | undefined> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of body) {
    bytes += chunk.length;
    if (bytes > most) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}
