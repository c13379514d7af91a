import { type MixturaError, ShapeError } from '@mixtura/numerics'
import { covarianceStructure } from '../covariance/structures.js'
import type { Label } from '../metrics/encodeLabels.js'
import type { GaussianMixture } from '../mixture/gaussianMixture.js'
import { selectGaussianMixture, type SelectionRow } from '../selection/selectGaussianMixture.js'
import type { ClassifierState } from './classifierCheckpoint.js'
import { classifierDefaults, type ClassDensities, type ClassifierCandidate, type ClassifierOptions } from './classifierOptions.js'
import { rowsOfClass, type ClassRows } from './classRows.js'

/** Chooses the mixture of each class by BIC, one class after the other. */
export async function chooseClassMixtures(rows: ClassRows, options: ClassifierOptions, { earlier, checkpoint }: {
  /** State of an earlier fit, from which this one continues. */
  readonly earlier: ClassifierState | undefined
  readonly checkpoint: (state: ClassifierState) => Uint8Array
}): Promise<ClassDensities> {
  const {
    covarianceTypes = classifierDefaults.covarianceTypes.MclustDA, components = classifierDefaults.components,
    method: _method, priors: _priors, resume: _resume, onCandidate, onProgress, ...fitOptions
  } = options
  /** Makes the last checkpoint of each finished class. */
  const finished: (() => Uint8Array)[] = []
  let stopped = false
  const mixtures: GaussianMixture[] = []
  const candidates: ClassifierCandidate[] = []
  for (const [code, label] of rows.classes.entries()) {
    const ofClass = rowsOfClass(rows, code)
    const resume = earlier && (earlier.finished[code] ?? (code === earlier.finished.length ? earlier.running : undefined))
    let last: (() => Uint8Array) | undefined
    const { table } = await selectGaussianMixture(ofClass, {
      ...fitOptions, components, covarianceTypes, criterion: 'bic', ...(resume && { resume }),
      ...((onProgress || onCandidate) && {
        async onProgress(progress) {
          const answer = stopped ? 'stop' : await onProgress?.({
            ...progress, label, class: code, classes: rows.classes.length,
            checkpoint: () => checkpoint({ finished: finished.map(state => state()), running: progress.checkpoint() }),
          })
          stopped ||= answer === 'stop'
          return answer
        },
      }),
      onCandidate: selected => void (last = selected.checkpoint),
    })
    // If all candidates had finished before, the earlier checkpoint is the last one.
    finished.push(madeOnce(last ?? (() => resume!)))
    const chosen = table.find(({ fit, collapsed }) => fit && !collapsed && hasRowsFor(fit.model, ofClass.rows))
    if (!chosen?.fit) throw tooSmallClass(label, ofClass.rows, table)
    mixtures.push(chosen.fit.model)
    for (const row of table) {
      const { components: count, covarianceType, bic, error } = row
      const candidate = { label, components: count, covarianceType, bic, error, chosen: row === chosen }
      candidates.push(candidate)
      stopped = (await onCandidate?.(candidate)) === 'stop' || stopped
    }
  }
  const parameterCount = mixtures.reduce((sum, mixture) => sum + mixture.parameterCount, 0)
  return { mixtures, covarianceType: null, parameterCount, candidates, stopped }
}

/** Makes bytes when they are first asked for, and keeps them. */
function madeOnce(make: () => Uint8Array): () => Uint8Array {
  let bytes: Uint8Array | undefined
  return () => (bytes ??= make())
}

/**
 * Whether every component has enough rows for its own covariance: more than D for a matrix, more than q + 1 for q factors,
 * more than 1 for variances. A component with fewer rows fits them exactly, so its likelihood does not predict new rows.
 */
function hasRowsFor({ covarianceType, columns, weights }: GaussianMixture, rows: number): boolean {
  const { layout } = covarianceStructure(covarianceType)
  const ofMatrix = typeof covarianceType === 'object' ? covarianceType.factors + 1 : columns
  const required = layout.scatter === 'full' ? ofMatrix : 1
  return layout.shared ? rows > required : weights.every(weight => weight * rows > required)
}

function tooSmallClass(label: Label, rows: number, table: readonly SelectionRow[]): MixturaError {
  const failed = table.find(({ error }) => error)?.error
  if (failed && table.every(({ fit }) => !fit)) return failed
  return new ShapeError(
    `class ${label}`,
    'of more rows per component than the structure takes',
    `of ${rows} rows`,
    "Add rows, allow fewer components or simpler structures, or pass method: 'EDDA' with structures that classes share.",
  )
}
