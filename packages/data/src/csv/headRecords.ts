/**
 * The records at the beginning of a CSV text, for looking at before the file is read: quotes are
 * honoured, faults are not reported (`RecordScanner` reports them over the whole file).
 *
 * @param isWhole whether `text` is the whole file; if not, its last record may be cut and is left out.
 * @param limit   records at most.
 */
export function headRecords(text: string, delimiter: string, isWhole: boolean, limit: number): string[][] {
  const records: string[][] = []
  let cells: string[] = []
  let cell = ''
  let isQuoted = false
  const endCell = (): void => {
    cells.push(cell)
    cell = ''
  }
  const endRecord = (): void => {
    endCell()
    if (cells.length > 1 || cells[0] !== '') records.push(cells)
    cells = []
  }
  for (let i = text.startsWith('\uFEFF') ? 1 : 0; i < text.length && records.length < limit; i++) {
    const character = text[i]
    if (isQuoted) {
      if (character !== '"') cell += character
      else if (text[i + 1] === '"') cell += text[++i]
      else isQuoted = false
    } else if (character === delimiter) endCell()
    else if (character === '"' && cell.trim() === '') {
      isQuoted = true
      cell = ''
    } else if (character === '\n' || character === '\r') {
      if (character === '\r' && text[i + 1] === '\n') i++
      endRecord()
    } else cell += character
  }
  if (isWhole && records.length < limit && (cell !== '' || cells.length > 0)) endRecord()
  return records
}
