import { createYielder } from '@mixtura/numerics'
import { startOf, type Candidates, type FittedCandidates } from './candidates.js'
import { fitCandidate, type CandidatePlan } from './fitCandidate.js'
import type { SelectionRow } from './selectionTypes.js'

/** Fits one candidate after another on this thread, up to the one at which a listener answers 'stop'. */
export async function fitInTurn(candidates: Candidates): Promise<FittedCandidates> {
  const { samples, shapes, options, earlier, checkpoint } = candidates
  const {
    onIteration, onProgress, onCandidate, components: _components, covarianceTypes: _types, resume: _resume, ...candidateOptions
  } = options
  const rows: SelectionRow[] = []
  const yieldIfDue = createYielder()
  for (const [candidate, shape] of shapes.entries()) {
    await yieldIfDue()
    const start = startOf(candidates, candidate)
    if ('row' in start) {
      rows.push(start.row)
      continue
    }
    const place = { ...shape, candidate, candidates: shapes.length }
    const { running } = earlier ?? {}
    const plan: CandidatePlan = {
      ...shape,
      ...start,
      resume: running?.candidate === candidate ? running.checkpoint : undefined,
      onIteration: onIteration && (progress => onIteration({ ...progress, ...place })),
      onProgress:
        onProgress &&
        (progress =>
          onProgress({
            ...progress,
            ...place,
            checkpoint: () => checkpoint({ rows, running: progress.phase === 'draw' ? undefined : { candidate, checkpoint: progress.checkpoint() } }),
          })),
    }
    const row = await fitCandidate(samples, plan, candidateOptions)
    rows.push(row)
    const answer = await onCandidate?.({ row, candidate, candidates: shapes.length, checkpoint: () => checkpoint({ rows }) })
    if (row.fit?.stopped || answer === 'stop') return { rows, stopped: true }
  }
  return { rows, stopped: false }
}
