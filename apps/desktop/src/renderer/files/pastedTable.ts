/** A table on the clipboard. */
export interface PastedTable {
  readonly name: string
  readonly text: string
}

/**
 * A table in pasted text: at least two lines, the first of which has a tab, a comma or a semicolon, as spreadsheets and databases copy
 * their cells; null for other text.
 */
export function pastedTable(text: string): PastedTable | null {
  const lines = text.trimEnd().split(/\r\n|\r|\n/, 2)
  if (lines.length < 2) return null
  const isTabbed = lines[0]!.includes('\t')
  return isTabbed || /[,;]/.test(lines[0]!) ? { name: isTabbed ? 'pasted.tsv' : 'pasted.csv', text } : null
}
