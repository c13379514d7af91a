/** The first line of an error message of DuckDB, without the error class, the file name and the final full stop or colon. */
export function readerMessage(error: unknown): string {
  const [first] = (error instanceof Error ? error.message : String(error)).split('\n')
  return first.replace(/^[A-Z][\w ]* Error: /, '').replace(/ in file (".*?"|'.*?'),?/, '').trim().replace(/[.:]$/, '')
}
