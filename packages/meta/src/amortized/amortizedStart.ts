import { fitGaussianMixture, TooFewRowsError, type GaussianMixture, type MixtureParameters } from '@mixtura/core'
import { InvalidOptionError, ShapeError } from '@mixtura/numerics'
import { choice, count, describeValue, optional, readOptions, requireCount, requireObject } from '@mixtura/numerics/validation'
import { ensureBackend, type EpochRecord } from '@mixtura/tensor'
import * as tf from '@tensorflow/tfjs-core'
import type { NamedArrays } from '../learners/learner.js'
import type { Adaptable } from '../learners/metaLearned.js'
import { tensorsOf } from '../learners/namedArrays.js'
import type { MixtureSet } from '../tasks/taskFamily.js'
import { requireSamples } from '../training/requireSamples.js'
import { likeliestMixture } from './likeliestMixture.js'
import { mergeCells } from './mergeCells.js'
import { propose, type ProposalDesign } from './proposalNetwork.js'
import { loadSummaries } from './setBatch.js'
import { summarizeSet, type SetSummary } from './summarizeSet.js'
import { summaryFrom, viewsOf } from './views.js'

/** Options of `propose`. */
export interface ProposeOptions {
  /** K; the largest that the network was trained for by default. */
  readonly components?: number
  /** 'diag' by default, as in training. 'full' also takes the correlations from the cells. */
  readonly covarianceType?: 'diag' | 'full'
  /**
   * Number of views of the set, with columns mirrored and reordered, that the network reads. The most likely of their proposals
   * is returned. 8 by default; 1 reads the set only as it is.
   */
  readonly views?: number
}

/** A trained network that proposes a start for EM. */
export interface AmortizedStart {
  readonly design: ProposalDesign
  readonly parameters: NamedArrays
  /** One record per epoch, with the metrics of training and validation. */
  readonly history: readonly EpochRecord[]
  /**
   * Proposes a mixture for the samples, as `fitGaussianMixture({ initialize })` takes it.
   *
   * @throws {InvalidOptionError} for a number of components that the network was not trained for.
   * @throws {ShapeError} {NonFiniteValuesError} {TooFewRowsError} for samples that it cannot read.
   */
  propose(samples: MixtureSet, options?: ProposeOptions): Promise<MixtureParameters>
  /** Proposes mixtures for many sets at once, which costs less per set. */
  proposeMany(sets: readonly MixtureSet[], options?: ProposeOptions): Promise<MixtureParameters[]>
  /** The mixture after `steps` of EM (1 by default) from the proposal for the support of a task. */
  adapt(task: Adaptable<MixtureSet>, steps?: number, options?: ProposeOptions): Promise<GaussianMixture>
}

/** Number of views that pass through the network together. */
const setsAtOnce = 256

export function createAmortizedStart(design: ProposalDesign, parameters: NamedArrays, history: readonly EpochRecord[]): AmortizedStart {
  async function proposeMany(sets: readonly MixtureSet[], options: ProposeOptions = {}): Promise<MixtureParameters[]> {
    const { components = design.components[1], covarianceType = 'diag', views = 8 } = readOptions<ProposeOptions>('propose', options, {
      components: optional((name, value) => knownComponents(name, value, design)),
      covarianceType: optional(choice(['diag', 'full'])),
      views: optional(count(1)),
    })
    if (!Array.isArray(sets)) throw new ShapeError('sets', 'a list of matrices', describeValue(sets), 'Pass one matrix for each set.')
    for (const set of sets) {
      requireSamples(set, design.columns)
      if (set.rows < components) throw new TooFewRowsError(set.rows, components, components)
    }
    await ensureBackend()
    const looks = viewsOf(design.columns, views)
    const proposed: MixtureParameters[] = []
    const together = Math.max(1, Math.floor(setsAtOnce / looks.length))
    for (let from = 0; from < sets.length; from += together) {
      const taken = sets.slice(from, from + together)
      const summaries = taken.map(set => summarizeSet(set, design.cells))
      const shares = await responsibilitiesOf(summaries.flatMap(summary => looks.map(look => summaryFrom(summary, look))), components)
      const size = components * design.cells
      for (const [i, summary] of summaries.entries()) {
        // A view changes the columns but keeps the order of the cells, so its responsibilities apply to the original cells.
        const found = looks.map((_, look) => shares.subarray((i * looks.length + look) * size, (i * looks.length + look + 1) * size))
        const diagonal = found.map(own => mergeCells(summary, own, { components, covarianceType: 'diag' }))
        const best = likeliestMixture(diagonal, taken[i])
        proposed.push(covarianceType === 'diag' ? diagonal[best] : mergeCells(summary, found[best], { components, covarianceType }))
      }
    }
    return proposed
  }

  /** [T, K, M] responsibilities of the cells. */
  async function responsibilitiesOf(summaries: readonly SetSummary[], components: number): Promise<Float32Array> {
    const shares = tf.tidy(() => {
      const proposals = propose(design, tensorsOf(parameters), { cells: loadSummaries(summaries, design.columns), components })
      return proposals[proposals.length - 1].responsibilities
    })
    const values = await shares.data<'float32'>()
    shares.dispose()
    return values
  }

  async function proposeOne(samples: MixtureSet, options?: ProposeOptions): Promise<MixtureParameters> {
    const [proposal] = await proposeMany([samples], options)
    return proposal
  }

  return {
    design,
    parameters,
    history,
    propose: proposeOne,
    proposeMany,
    async adapt(task, steps = 1, options) {
      requireObject('task', task, { what: 'a task', fields: { support: 'object' }, remedy: 'Pass a task of a family.' })
      requireCount('steps', steps, 0)
      const { support } = task
      const proposal = await proposeOne(support, options)
      const { components, covarianceType } = proposal
      const { model } = await fitGaussianMixture(support, {
        components,
        covarianceType,
        initialize: proposal,
        maxIterations: steps,
        tolerance: 0,
        acceleration: 'none',
      })
      return model
    },
  }
}

function knownComponents(name: string, components: unknown, { components: [least, greatest] }: ProposalDesign): number {
  if (Number.isSafeInteger(components) && Number(components) >= least && Number(components) <= greatest) return Number(components)
  const known = least === greatest ? `${least}` : `a whole number from ${least} to ${greatest}`
  throw new InvalidOptionError(name, `${known}, as the network was trained for`, components, 'Train a network for other numbers.')
}
