import type { AnalyserSteps } from '../covariance/analyserSteps.js'
import type { StructureScales } from '../em/structureScale.js'
import { firstMStep } from '../em/firstMStep.js'
import type { MixtureParameters } from '../model/parameters.js'
import type { Assignment } from '../starts/assignment.js'
import { prepareStarts, type PreparedStart } from '../starts/prepareStarts.js'
import { statisticsOfLabels } from '../statistics/statisticsOfLabels.js'
import type { FitData } from './fitData.js'
import { gaussianFitDefaults } from './fitDefaults.js'
import type { AcceptedFitOptions } from './fitOptions.js'

/** The starts of `fitGaussianMixture`. */
export interface GaussianStarts {
  /** Number of kinds of candidates. */
  readonly kinds: number
  /** Makes a candidate for a start. */
  readonly create: (start: number, candidate: number) => Promise<MixtureParameters>
  /** Whether wide gaps separate the drawn rows into exactly the clusters of a candidate that was made. */
  readonly isSeparated: (start: number, candidate: number) => boolean
}

export interface GaussianStartOptions {
  readonly regularization: Float64Array
  /** Kernels of the structure, if it has some. */
  readonly steps: AnalyserSteps | undefined
  /** Of the drawn rows. */
  readonly scales: StructureScales
  /** The mixture that the caller gave as the only start. */
  readonly given: MixtureParameters | undefined
  readonly starts: number
  /** Whether the first start is cut from a tree. It comes first, so that it runs even if starts from centres agree early. */
  readonly startsFromTree: boolean
  /** [N] labels of a tree that several fits share. */
  readonly treeLabels: Int32Array | undefined
}

export function gaussianStarts(
  data: FitData,
  options: AcceptedFitOptions,
  { regularization, steps, scales, given, starts, startsFromTree, treeLabels }: GaussianStartOptions,
): GaussianStarts {
  const { covarianceType, columns, drawn, random } = data
  const { components, seed = gaussianFitDefaults.seed, initialize = gaussianFitDefaults.initialize, kernels, signal } = options
  const startOptions = { components, covarianceType, regularization, steps, scales, signal }
  const prepared = typeof initialize === 'string' ? prepareStarts(drawn, { ...startOptions, method: initialize, kernels }) : undefined
  const made = new Map<string, PreparedStart>()

  const fromAssignment = async (assignment: Assignment): Promise<MixtureParameters> => {
    const { startFromAssignment } = await import('../starts/startFromAssignment.js')
    return startFromAssignment(data.given, assignment, { ...options, ...startOptions, drawn: drawn.samples })
  }
  const fromTree = async (): Promise<MixtureParameters | undefined> => {
    if (treeLabels) return fromAssignment({ labels: treeLabels })
    const { quickTree } = await import('../starts/quickTree.js')
    const tree = await quickTree(drawn, { fits: 1, seed, signal })
    // A tree has no more clusters than there are distinct rows.
    if (!tree || tree.maxClusters < components) return undefined
    const labels = tree.labelsAt(components)
    return firstMStep(request => statisticsOfLabels(drawn, labels, { components, ...request }), { covarianceType, columns, regularization, steps })
  }
  const treeStarts = startsFromTree ? 1 : 0

  return {
    kinds: prepared?.kinds ?? 1,
    async create(start, candidate) {
      if (given) return given
      if (!prepared) return fromAssignment(initialize as Assignment)
      const cut = start < treeStarts ? await fromTree() : undefined
      if (cut) return cut
      // Starts from centres are numbered as if there were no tree. One that takes the tree's place comes after them.
      const nth = start < treeStarts ? starts - treeStarts : start - treeStarts
      const name = `${start}/${candidate}`
      const begin = made.get(name) ?? (await prepared.create(random.fork(nth + 1).fork(candidate), candidate + nth))
      made.set(name, begin)
      return begin.parameters
    },
    isSeparated: (start, candidate) => made.get(`${start}/${candidate}`)?.isSeparated() ?? false,
  }
}
