const tab = 0x09
const space = 0x20
const lineFeed = 0x0a
const carriageReturn = 0x0d

/** Replaces every run of spaces and tabs between cells by one tab, and removes runs at the ends of lines. Text in quotes is not changed. */
export async function* collapseSpaces(chunks: AsyncIterable<Buffer>, quote: number): AsyncGenerator<Buffer, void, undefined> {
  let isQuoted = false
  let isLineStart = true
  let isPending = false
  for await (const bytes of chunks) {
    const collapsed = Buffer.allocUnsafe(bytes.length + 1)
    let length = 0
    for (const byte of bytes) {
      if (!isQuoted && (byte === space || byte === tab)) {
        isPending = !isLineStart
        continue
      }
      const endsLine = !isQuoted && (byte === lineFeed || byte === carriageReturn)
      if (isPending && !endsLine) collapsed[length++] = tab
      isPending = false
      isLineStart = endsLine
      if (byte === quote) isQuoted = !isQuoted
      collapsed[length++] = byte
    }
    yield collapsed.subarray(0, length)
  }
}
