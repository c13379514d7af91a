import { maxReferenceValues, type CrossTable, type CrossTableRequest, type FitComparison, type FitComparisonRequest } from '../contract/comparisons.js'
import { StudioError } from '../contract/errors.js'
import { agreementOf } from './agreement.js'
import type { Datasets } from './datasets.js'
import { areDrawnAlike, otherDrawnRows } from './drawnTables.js'
import type { FinishedFit, Fits } from './jobs/fits.js'

/** The groups of a fit against the values of a reference column. */
export async function crossTable({ fit: id, column }: CrossTableRequest, { fits, datasets }: { readonly fits: Fits; readonly datasets: Datasets }): Promise<CrossTable> {
  const fit = await fits.finished(id)
  const labels = await labelsOf(fit)
  const cells = await (await datasets.get(fit.summary.features.dataset)).readColumn(column)
  const found = new Set(Array.from(fit.table.rows, row => cells[row]!).filter(cell => cell !== null).map(String))
  if (found.size > maxReferenceValues || found.size === 0) {
    throw new StudioError(
      'invalid-request',
      `column must have 1 to ${maxReferenceValues} values to compare groups with, but ${column} has ${found.size} in the rows of the fit. Choose a column of classes or labels.`,
      { field: 'column', column, values: found.size },
    )
  }
  const values = [...found].sort((a, b) => a.localeCompare(b, 'en', { numeric: true }))
  const codes = new Map(values.map((value, code) => [value, code]))
  const compared = Uint32Array.from(fit.table.rows.keys()).filter(at => cells[fit.table.rows[at]!] !== null)
  const { first, second, ...agreement } = agreementOf(compared.map(at => labels[at]!), compared.map(at => codes.get(String(cells[fit.table.rows[at]!]))!))
  return { ...agreement, groups: first, values: second.map(code => values[code]!), missing: labels.length - compared.length, compared: compared.length }
}

/** Two fits of one dataset on the rows that both have. */
export async function compareFits({ first: firstId, second: secondId }: FitComparisonRequest, fits: Fits): Promise<FitComparison> {
  const [first, second] = [await fits.finished(firstId), await fits.finished(secondId)]
  if (first.summary.features.dataset !== second.summary.features.dataset) {
    throw new StudioError('invalid-request', `${firstId} and ${secondId} are fits of different datasets. Choose two fits of one dataset.`, { first: firstId, second: secondId })
  }
  if (first.table.whole && second.table.whole && !areDrawnAlike(first.summary.features, second.summary.features)) throw otherDrawnRows(firstId, secondId)
  const [firstLabels, secondLabels] = [await labelsOf(first), await labelsOf(second)]
  const placeInSecond = new Map(Array.from(second.table.rows, (row, at) => [row, at]))
  const shared = Array.from(first.table.rows.entries()).flatMap(([at, row]) => {
    const other = placeInSecond.get(row)
    return other === undefined ? [] : [[at, other] as const]
  })
  if (shared.length === 0) {
    throw new StudioError('invalid-request', `${firstId} and ${secondId} have no row in common. Choose two fits that use the same rows.`, { first: firstId, second: secondId })
  }
  const { first: firstGroups, second: secondGroups, ...agreement } = agreementOf(shared.map(([at]) => firstLabels[at]!), shared.map(([, at]) => secondLabels[at]!))
  return {
    ...agreement,
    firstGroups,
    secondGroups,
    shared: shared.length,
    onlyFirst: firstLabels.length - shared.length,
    onlySecond: secondLabels.length - shared.length,
    ...(await matchedMeans(first, second, agreement.matches.flatMap((column, row) => (column < 0 ? [] : [[firstGroups[row]!, secondGroups[column]!] as const])))),
  }
}

/** Means and deviations of matched groups, on the columns of measurements that both fits have. */
async function matchedMeans(first: FinishedFit, second: FinishedFit, matched: readonly (readonly [number, number])[]): Promise<Pick<FitComparison, 'columns' | 'pairs'>> {
  const [ofFirst, ofSecond] = [await first.ask('groupStatistics', null), await second.ask('groupStatistics', null)]
  const [own, other] = [first.summary.features.columns, second.summary.features.columns]
  const columns = own.filter(name => other.includes(name) && !hasCodes(first, name) && !hasCodes(second, name))
  const chosen = (values: readonly number[], of: readonly string[]): Float64Array<ArrayBuffer> => Float64Array.from(columns, name => values[of.indexOf(name)]!)
  const pairs = matched.flatMap(([k, l]) => {
    const [a, b] = [ofFirst.groups[k], ofSecond.groups[l]]
    // Rows of no group, and groups without rows, have no mean.
    if (!a?.mean || !a.standardDeviation || !b?.mean || !b.standardDeviation) return []
    return [{ first: k, second: l, firstMean: chosen(a.mean, own), secondMean: chosen(b.mean, other), firstDeviation: chosen(a.standardDeviation, own), secondDeviation: chosen(b.standardDeviation, other) }]
  })
  return { columns, pairs }
}

/** Whether the cells of a column are codes of levels, which have no mean. */
function hasCodes({ table, summary }: FinishedFit, column: string): boolean {
  const levels = table.features?.[summary.features.columns.indexOf(column)]?.levels
  return levels !== null && levels !== undefined
}

async function labelsOf(fit: FinishedFit): Promise<Uint16Array> {
  const { labels } = await fit.assignments()
  if (labels) return labels
  throw new StudioError('no-capability', 'This model has no groups of rows to compare: it lacks the capability predict. Choose a model that groups rows.', { fit: fit.summary.id, capability: 'predict' })
}
