/**
 * A path as DuckDB's readers take it: they read `*`, `?` and `[` as a pattern and would open whatever
 * files match; each of these in brackets stands for itself.
 */
export function filePattern(path: string): string {
  return path.replace(/[[*?]/g, '[$&]')
}

/** Whether DuckDB can be given a path at all: on POSIX it takes a backslash for a separator once it looks for patterns. */
export function isPlainPath(path: string): boolean {
  return process.platform === 'win32' || !path.includes('\\')
}
