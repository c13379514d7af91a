import type { SelectionCriterion, SelectionRow } from './selectionTypes.js'

/** The rows, best first; then collapsed ones, those without the criterion, and failed ones. */
export function rankRows<Fit>(rows: readonly SelectionRow<Fit>[], criterion: SelectionCriterion): readonly SelectionRow<Fit>[] {
  const costs = new Map(rows.map(row => [row, cost(row, criterion)]))
  return [...rows].sort((a, b) => groupOf(a, criterion) - groupOf(b, criterion) || costs.get(a)! - costs.get(b)!)
}

/** Smaller is better; 0 if the row has no criterion. */
function cost(row: SelectionRow<unknown>, criterion: SelectionCriterion): number {
  if (criterion === 'cross-validation') return -(row.crossValidatedLogLikelihood ?? 0)
  return criterionOf(row, criterion) ?? 0
}

function groupOf(row: SelectionRow<unknown>, criterion: SelectionCriterion): number {
  if (!row.fit) return 3
  if (criterionOf(row, criterion) === null) return 2
  return row.collapsed ? 1 : 0
}

function criterionOf(row: SelectionRow<unknown>, criterion: SelectionCriterion): number | null {
  switch (criterion) {
    case 'icl-soft':
      return row.iclSoft
    case 'cross-validation':
      return row.crossValidatedLogLikelihood
    default:
      return row[criterion]
  }
}
