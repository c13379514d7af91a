const tab = 0x09
const space = 0x20
const lineFeed = 0x0a
const carriageReturn = 0x0d

/** Makes one tab of every run of spaces and tabs between cells, and nothing of those at the ends of lines; quotes protect what is within. */
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
