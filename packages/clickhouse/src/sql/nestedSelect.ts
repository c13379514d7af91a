/** One level of a nested SELECT. */
export interface SelectLevel {
  /** Columns of the level below that are handed on. */
  readonly keep?: readonly string[]
  /** New columns: names and expressions over the level below. */
  readonly add: readonly (readonly [name: string, expression: string])[]
}

/**
 * SELECT over SELECT. A level names each intermediate result once. In one flat SELECT, ClickHouse would replace every alias by its
 * expression, and the statement would grow as a power of the number of levels.
 *
 * @param rows the innermost SELECT.
 */
export function nestedSelect(rows: string, levels: readonly SelectLevel[]): string {
  return levels.reduce((below, { keep = [], add }) => `SELECT ${[...keep, ...add.map(([name, expression]) => `${expression} AS ${name}`)].join(', ')} FROM (${below})`, rows)
}
