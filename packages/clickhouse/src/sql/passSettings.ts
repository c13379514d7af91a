import type { PassStatement } from './passStatement.js'

const bytesOfBlock = 128e6
const [minRows, maxRows] = [1024, 65_536]
/**
 * Statements that compute more numbers for each row are planned without the analyzer and compiler of ClickHouse 24 and later, which take half
 * a minute for a thousand sums, however few rows there are.
 */
const maxAnalyzedNumbers = 100
/** Settings of that kind. Servers before 24 do not know all of them. */
const analyzerSetting = { enable_analyzer: 0 }
const compilerSettings = { compile_expressions: 0, compile_aggregate_expressions: 0 }
export const planningSettings: Readonly<Record<string, number>> = { ...analyzerSetting, ...compilerSettings }
/** What a server accepts by default. */
const [queryBytes, syntaxElements] = [262_144, 50_000]

/**
 * Settings of a pass, where the server's own would not do. All numbers that are computed for the rows of a block lie in memory at once, so
 * a block of many numbers has few rows. Long statements need larger limits.
 *
 * @param query of a person, if the pass reads the rows of one. It may need the analyzer, which is then left on.
 */
export function passSettings({ sql, numbersPerRow }: PassStatement, query?: string): Readonly<Record<string, number>> {
  const rows = Math.max(minRows, Math.min(maxRows, Math.floor(bytesOfBlock / (8 * numbersPerRow))))
  // A syntax tree has fewer elements than half the characters of its text.
  const isLong = sql.length / 2 > syntaxElements
  return {
    ...(numbersPerRow > maxAnalyzedNumbers && (query === undefined ? planningSettings : compilerSettings)),
    ...(rows < maxRows && { max_block_size: rows }),
    ...(sql.length > queryBytes && { max_query_size: 2 * sql.length }),
    ...(isLong && { max_ast_elements: sql.length, max_expanded_ast_elements: 4 * sql.length }),
  }
}
