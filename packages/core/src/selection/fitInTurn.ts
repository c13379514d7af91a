import { createYielder } from '@mixtura/numerics'
import { startOf, type Candidates, type FittedCandidates } from './candidates.js'
import { fitCandidate } from './fitCandidate.js'
import type { SelectionRow } from './selectionTypes.js'

/** Fits one candidate after another on this thread, up to the one at which onIteration answers 'stop'. */
export async function fitInTurn(candidates: Candidates): Promise<FittedCandidates> {
  const { samples, shapes, options } = candidates
  const { onIteration, components: _components, covarianceTypes: _types, ...candidateOptions } = options
  const rows: SelectionRow[] = []
  const yieldIfDue = createYielder()
  for (const [candidate, shape] of shapes.entries()) {
    await yieldIfDue()
    const start = startOf(candidates, candidate)
    if ('row' in start) {
      rows.push(start.row)
      continue
    }
    const plan = {
      ...shape,
      ...start,
      onIteration:
        onIteration && (progress => onIteration({ ...progress, ...shape, candidate, candidates: shapes.length })),
    } satisfies Parameters<typeof fitCandidate>[1]
    const row = await fitCandidate(samples, plan, candidateOptions)
    rows.push(row)
    if (row.fit?.stopped) return { rows, stopped: true }
  }
  return { rows, stopped: false }
}
