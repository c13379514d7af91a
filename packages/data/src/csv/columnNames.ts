/**
 * One name per column, as the file gives them: told apart where they are equal but for capitals
 * (`a`, `a_1`), and `column2` (0-based) where there is none.
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
