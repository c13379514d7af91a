import type { ResultTable } from '../../contract/fit.js'

/** One candidate of a selection: how many components, which structure, and its criterion. */
export interface SelectionPoint {
  readonly components: number
  readonly structure: string
  readonly value: number
}

/** The criterion of all candidates over components and structures. */
export interface SelectionSurface {
  /** A key of `facts` of the texts. */
  readonly criterion: string
  /** In the order of the table, the best first. Candidates that failed are left out. */
  readonly points: readonly SelectionPoint[]
}

const criteria = ['bic', 'aic', 'icl', 'crossValidatedLogLikelihood'] as const

/** Criteria that are better if they are larger. */
const ascending: ReadonlySet<string> = new Set(['crossValidatedLogLikelihood'])

/** The criterion by which the rows are sorted, best first; the first one that has values if several or none are. */
function criterionOf(values: (name: string) => readonly (number | null)[]): string | undefined {
  const present = criteria.filter(name => values(name).some(value => value !== null))
  const isSorted = (name: string): boolean => {
    const known = values(name).filter(value => value !== null)
    return known.every((value, at) => at === 0 || (ascending.has(name) ? value <= known[at - 1]! : value >= known[at - 1]!))
  }
  return present.find(isSorted) ?? present[0]
}

/** The surface of a table of candidates; null for a table that has none, or fewer than two candidates. */
export function selectionSurface({ columns, rows }: ResultTable): SelectionSurface | null {
  const index = (name: string): number => columns.findIndex(column => column.name === name)
  const [components, structure] = [index('components'), index('covarianceType')]
  // Candidates of several classes do not form one surface.
  if (components < 0 || structure < 0 || index('class') >= 0) return null
  const values = (name: string): readonly (number | null)[] => rows.map(row => {
    const value = row[index(name)]
    return typeof value === 'number' ? value : null
  })
  const criterion = criterionOf(values)
  if (criterion === undefined) return null
  const points = values(criterion).flatMap((value, at) =>
    value === null ? [] : [{ components: Number(rows[at]![components]), structure: String(rows[at]![structure]), value }])
  return points.length > 1 ? { criterion, points } : null
}
