import { createYielder } from '@mixtura/numerics'
import { keepSelectionProgress, type Candidates, type FittedCandidates } from './candidates.js'
import { fitCandidate, totalWeightOf, type CandidatePlan } from './fitCandidate.js'

/** Fits one candidate after another on this thread, up to the one at which a listener answers 'stop'. */
export async function fitInTurn(candidates: Candidates): Promise<FittedCandidates> {
  const { data, shapes, options } = candidates
  const {
    onIteration, onProgress, onCandidate, components: _components, covarianceTypes: _types, resume: _resume, ...candidateOptions
  } = options
  const kept = keepSelectionProgress(candidates)
  const totalWeight = totalWeightOf(data, options)
  const yieldIfDue = createYielder()
  for (const [candidate, shape] of shapes.entries()) {
    await yieldIfDue()
    const start = kept.startOf(candidate)
    if (!start) continue
    const place = { ...shape, candidate, candidates: shapes.length }
    const plan: CandidatePlan = {
      ...shape,
      ...start,
      totalWeight,
      onIteration: onIteration && (progress => onIteration({ ...progress, ...place })),
      onProgress:
        onProgress &&
        (progress =>
          onProgress({
            ...progress,
            ...place,
            checkpoint() {
              if (progress.phase !== 'draw') kept.save(candidate, progress.checkpoint())
              return kept.checkpoint()
            },
          })),
    }
    const row = await fitCandidate(data, plan, candidateOptions)
    kept.finish(candidate, row)
    const answer = await onCandidate?.({ row, candidate, candidates: shapes.length, table: kept.table, checkpoint: kept.checkpoint })
    if (row.fit?.stopped || answer === 'stop') return { rows: kept.rows(), stopped: true }
  }
  return { rows: kept.rows(), stopped: false }
}
