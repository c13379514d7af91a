import type { Matrix } from '@mixtura/numerics'
import type { EpochRecord, PhaseFollower, TrainingView } from '@mixtura/tensor'
import { mixtureOfAssignment, type AssignmentOptions } from '../mixtures/mixtureOfAssignment.js'
import { componentLogDensities } from './componentLogDensities.js'
import { sweepImages, type FieldStart, type FieldState } from './fieldStart.js'

/** Rounds end when a sweep moves less than this share of the pixels to another segment. */
const tolerance = 5e-4

export interface FieldFit extends FieldState {
  /**
   * One record per round: `change`, the share of the pixels that changed their segment, and `meanLogLikelihood`, ln of the density of a
   * pixel given its neighbours, nats per pixel.
   */
  readonly history: readonly EpochRecord[]
  readonly converged: boolean
  /** True if rounds ended because the field left a component too few pixels for its covariance. */
  readonly starved: boolean
}

export interface FieldFitOptions extends Pick<AssignmentOptions, 'covarianceType' | 'regularization'> {
  /** [height, width, channels] */
  readonly shape: readonly number[]
  readonly rounds: number
  readonly follow: PhaseFollower<'field'>
  readonly view: (state: FieldState) => Promise<TrainingView>
}

/**
 * EM with a mean field. Each round is
 *
 *   E   one sweep of the field over every image: r_ik ∝ exp(α_k + β Σ_{j~i} r_jk + ln p(x_i | k))
 *   M   means, covariances and weights of the components from r, as in every EM;
 *       α_k += ln(Σ_i r_ik / Σ_i π_ik), where π_i ∝ exp(α_k + β Σ_{j~i} r_jk) is predicted by the neighbours alone
 *
 * The step of α is iterative scaling, which raises Σ_ik r_ik ln π_ik. When it has converged, the field predicts each segment as often
 * as it occurs. α is often set to the logarithms of the weights, but that is right only without smoothness: neighbours already favour
 * large segments, and the weights would favour them a second time.
 *
 * @param features [N P, F] of all pixels of whole images.
 * @see Celeux, Forbes & Peyrard, EM procedures using mean field-like approximations for Markov model-based image segmentation (2003);
 *   Zhang, Brady & Smith, Segmentation of brain MR images through a hidden Markov random field model and the EM algorithm (2001), for
 *   the rounds with α = 0; Darroch & Ratcliff, Generalized iterative scaling for log-linear models (1972).
 */
export async function fitField(features: Matrix, start: FieldStart, { shape, rounds, follow, view, ...assignment }: FieldFitOptions): Promise<FieldFit> {
  const { components } = start.mixture
  const responsibilities = start.responsibilities.slice()
  const history: EpochRecord[] = []
  let state: FieldState = { mixture: start.mixture, field: start.field }
  let [converged, starved] = [false, false]
  while (history.length < rounds && !converged && !follow.isStopped()) {
    follow.abort.signal?.throwIfAborted()
    const { mixture, field } = state
    const expectedCounts = new Float64Array(components)
    const logDensities = await componentLogDensities(mixture, features)
    const { pixels, logLikelihood } = sweepImages(responsibilities, logDensities, { shape, field, isBackward: history.length % 2 === 1, expectedCounts })
    const counts = columnSums(responsibilities, components)
    starved = Math.min(...counts) <= features.columns
    if (starved) break
    const reached: FieldState = {
      mixture: await mixtureOfAssignment(features, { data: responsibilities, rows: features.rows, columns: components }, { ...assignment, ...follow.abort }),
      field: { ...field, externalField: field.externalField.map((value, k) => value + Math.log(counts[k] / expectedCounts[k])) },
    }
    state = reached
    const metrics = { change: pixels / features.rows, meanLogLikelihood: logLikelihood / features.rows }
    converged = metrics.change < tolerance
    const epoch = history.length + 1
    history.push({ epoch, step: epoch, metrics })
    await follow.report({ phase: 'field', epoch, epochs: rounds, metrics, view: () => view(reached) })
  }
  return { ...state, history, converged, starved }
}

function columnSums(values: Float64Array, columns: number): Float64Array {
  const sums = new Float64Array(columns)
  for (let at = 0; at < values.length; at++) sums[at % columns] += values[at]
  return sums
}
