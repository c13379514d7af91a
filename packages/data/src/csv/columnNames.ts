/**
 * One unique name per column. Names that differ only in capitals get a number (`a`, `a_1`), and a
 * column without a name is called by its position (0-based), such as `column2`.
 */
export function uniqueNames(given: readonly string[], columns: number): string[] {
  const taken = new Set<string>()
  return Array.from({ length: columns }, (_, column) => {
    const name = given[column]?.trim() ?? ''
    const base = name === '' ? `column${column}` : name
    let unique = base
    for (let count = 1; taken.has(unique.toLowerCase()); count++) unique = `${base}_${count}`
    taken.add(unique.toLowerCase())
    return unique
  })
}
