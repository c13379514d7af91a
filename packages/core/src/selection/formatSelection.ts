import { ShapeError } from '@mixtura/numerics'
import { count, describeValue, isRecord, optional, readOptions } from '@mixtura/numerics/validation'
import { covarianceName } from '../covariance/covarianceName.js'
import type { GaussianMixtureFit } from '../fit/fitGaussianMixture.js'
import type { MixedMixtureFit } from '../mixed/fitMixedMixture.js'
import type { MixedSelection } from '../mixed/selectMixedMixture.js'
import type { Selection, SelectionRow as RowOf } from './selectionTypes.js'

type SelectionRow = RowOf<GaussianMixtureFit | MixedMixtureFit>

/** Options of `formatSelection`. */
export interface FormatSelectionOptions {
  /** Number of rows to show, best first; all by default. */
  readonly rows?: number
}

interface Column {
  readonly title: string
  readonly side: 'left' | 'right'
  readonly cell: (row: SelectionRow, rank: number) => string
}

/**
 * Formats the table of a selection for a terminal or a log: one line per candidate, the best first, columns aligned by spaces.
 * Log-likelihoods are totals in nats. The line of a failed candidate says why it failed.
 *
 * @throws {ShapeError} unless `selection` is the result of a selection.
 * @throws {InvalidOptionError} if rows is not a whole number of at least 1.
 */
export function formatSelection(selection: Selection | MixedSelection, options: FormatSelectionOptions = {}): string {
  const { rows } = readOptions<FormatSelectionOptions>('formatSelection', options, { rows: optional(count(1)) })
  if (!isRecord(selection) || !Array.isArray(selection.table) || !selection.table.every(row => isRecord(row) && 'covarianceType' in row)) {
    throw new ShapeError('selection', 'a result of selectGaussianMixture', describeValue(selection), 'Pass what selectGaussianMixture returned.')
  }
  const { table } = selection
  const columns = columnsOf(selection)
  const shown = table.slice(0, rows)
  const lines = [
    columns.map(({ title }) => title),
    ...shown.map((row, at) => columns.map(({ cell }) => cell(row, at + 1))),
  ]
  const widths = columns.map((_, column) => Math.max(...lines.map(line => line[column].length)))
  const text = lines.map(line =>
    line
      .map((cell, at) => (columns[at].side === 'left' ? cell.padEnd(widths[at]) : cell.padStart(widths[at])))
      .join('  ')
      .trimEnd(),
  )
  const left = table.length - shown.length
  return [...text, ...(left > 0 ? [`... and ${left} more`] : [])].join('\n')
}

function columnsOf({ criterion }: Selection | MixedSelection): readonly Column[] {
  const number = (title: string, value: (row: SelectionRow) => number | null, digits = 2): Column => ({
    title,
    side: 'right',
    cell: row => value(row)?.toFixed(digits) ?? '-',
  })
  return [
    { title: 'rank', side: 'right', cell: ({ fit }, rank) => (fit ? String(rank) : '-') },
    number('K', row => row.components, 0),
    { title: 'structure', side: 'left', cell: row => covarianceName(row.covarianceType) },
    number('parameters', row => row.parameterCount, 0),
    number('log-likelihood', logLikelihood),
    number('BIC', row => row.bic),
    number('AIC', row => row.aic),
    number('ICL', row => row.icl),
    ...(criterion === 'icl-soft' ? [number('soft ICL', row => row.iclSoft)] : []),
    ...(criterion === 'cross-validation' ? [{ title: 'cross-validation', side: 'right', cell: held } as const] : []),
    { title: 'status', side: 'left', cell: statusOf },
  ]
}

/** Total, nats: AIC is -2 ln L + 2 p. */
function logLikelihood({ aic, parameterCount }: SelectionRow): number | null {
  return aic === null ? null : parameterCount! - aic / 2
}

/** Nats per held-out sample. */
function held({ crossValidatedLogLikelihood: mean, crossValidatedStandardError: error }: SelectionRow): string {
  return mean === null ? '-' : `${mean.toFixed(4)} ± ${error!.toFixed(4)}`
}

function statusOf({ fit, error, collapsed, converged }: SelectionRow): string {
  if (error) return `failed: ${firstSentence(error.message)}`
  if (collapsed) return 'collapsed'
  if (fit?.stopped) return 'stopped'
  return converged ? 'converged' : 'not converged'
}

/** The first sentence of a message, without the remedy that follows. */
function firstSentence(message: string): string {
  return message.split(/\.\s+(?=[A-Z])/)[0].replace(/\.$/, '')
}
