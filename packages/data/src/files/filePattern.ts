/**
 * A path in the form that DuckDB's readers need. They treat `*`, `?` and `[` as a pattern and would open every
 * file that matches. In brackets, each of these characters stands for itself.
 */
export function filePattern(path: string): string {
  return path.replace(/[[*?]/g, '[$&]')
}

/** Whether DuckDB can open a path. On POSIX it cannot if the path has a backslash, which its pattern search treats as a separator. */
export function isPlainPath(path: string): boolean {
  return process.platform === 'win32' || !path.includes('\\')
}
