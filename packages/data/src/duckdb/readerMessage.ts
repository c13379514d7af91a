/** The first line of what DuckDB said, without its class of error, the file's name and the closing full stop. */
export function readerMessage(error: unknown): string {
  const [first] = (error instanceof Error ? error.message : String(error)).split('\n')
  return first.replace(/^[A-Z][\w ]* Error: /, '').replace(/ in file (".*?"|'.*?'),?/, '').trim().replace(/[.:]$/, '')
}
