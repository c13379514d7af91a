import { createRandom, InvalidOptionError, type Matrix, type Random } from '@mixtura/numerics'
import { count, optional, readOptions, requireCount, type OptionReaders } from '@mixtura/numerics/validation'
import { adam, cosineDecay, trainingReaders, type LearningRate, type NamedTensors } from '@mixtura/tensor'
import * as tf from '@tensorflow/tfjs-core'
import { arraysOf, tensorsOf } from '../learners/namedArrays.js'
import { problemOfRows } from '../learners/rowStack.js'
import { componentRange } from '../tasks/optionReaders.js'
import { readFamily } from '../tasks/readFamily.js'
import { InvalidTaskError } from '../tasks/taskErrors.js'
import { taskSeed, type MixtureSet, type Task, type TaskFamily } from '../tasks/taskFamily.js'
import { createVariables } from '../training/createVariables.js'
import { metaTrainingReaders, type MetaTrainingEnd, type MetaTrainingOptions } from '../training/trainOnTasks.js'
import { trainTaskNetwork } from '../training/trainTaskNetwork.js'
import { createAmortizedStart, type AmortizedStart } from './amortizedStart.js'
import {
  diagonalLogJoint,
  mixturesAfterEmStep,
  negativeLogLikelihoods,
  type WeightedGroups,
} from './diagonalMixture.js'
import { designToJson, proposalArrays, propose, type ProposalDesign } from './proposalNetwork.js'
import { loadRows, loadSummaries, someRows } from './setBatch.js'
import { summarizeSet } from './summarizeSet.js'

/** Options of `trainAmortizedStart`. */
export interface AmortizedOptions extends MetaTrainingOptions {
  /** K, or the smallest and largest K; one network then serves all between. */
  readonly components: number | readonly [number, number]
  /** Number of cells that summarise a set, several per component; 16 by default, or twice the largest K if that is more. */
  readonly cells?: number
  /** Units of the state of a cell; 64 by default. */
  readonly width?: number
  /** Attention heads per block; `width` must be divisible by it. 4 by default. */
  readonly heads?: number
  /** Number of self-attention blocks, at least 2; 3 by default. */
  readonly blocks?: number
  /** Largest number of rows of a set that a training step uses, drawn anew in each step; 256 by default. */
  readonly trainingRows?: number
  /** Adam's learning rate; by default it falls from 2e-3 to 0 along half a cosine. */
  readonly learningRate?: LearningRate
  /** Largest norm of the gradient; 1 by default. */
  readonly clipNorm?: number
}

/** Weight in the loss of the proposal of each earlier block. */
const earlierShare = 0.15

const readers: OptionReaders<AmortizedOptions> = {
  ...metaTrainingReaders,
  components: componentRange,
  cells: optional(count(1)),
  width: optional(count(1)),
  heads: optional(count(1)),
  blocks: optional(count(2)),
  trainingRows: optional(count(1)),
  learningRate: optional(trainingReaders.learningRate),
  clipNorm: optional(trainingReaders.clipNorm),
}

/**
 * Trains a network that reads a set of samples and, in one pass, proposes a mixture of K components from which EM can start. The
 * loss, a mean over tasks, is that of the proposal and of the result of one EM step from it,
 *
 *   L = ½ NLL(θ₀; X) + ½ NLL(EM(θ₀); X),  NLL(θ; X) = -1/N Σ_n ln Σ_k w_k N(x_n; μ_k, diag σ²_k), nats per sample,
 *
 * plus a share of the losses of earlier blocks' proposals. The set is the support of a task; the query is not used. Metrics of an
 * epoch are `loss`, `startLoss` (before EM) and `emLoss` (after one step), and the same for validation tasks.
 *
 * @throws {InvalidOptionError} for options out of range.
 * @throws {InvalidTaskError} {TooFewTasksError} for a family that cannot be learned from.
 * @throws {DivergedStepError} naming the task on which training diverged; its update is not applied.
 * @see Lee et al., Set Transformer (2019), section 5.3.
 */
export async function trainAmortizedStart(family: TaskFamily<MixtureSet>, options: AmortizedOptions): Promise<AmortizedStart & MetaTrainingEnd> {
  const read = readOptions<AmortizedOptions>('trainAmortizedStart', options, readers)
  const { epochs = 10, stepsPerEpoch = 150, seed: drawnBy = 0, trainingRows = 256, clipNorm = 1 } = read
  const { learningRate = cosineDecay({ rate: 2e-3, steps: epochs * stepsPerEpoch }) } = read
  const tasks = readFamily(family)
  const { columns } = tasks.task(taskSeed(createRandom(drawnBy), 'training')).support
  requireCount('columns of the first task', columns, 1)
  const design = designOf(read, columns)
  requireCount('trainingRows', trainingRows, design.components[1])

  const parameters = await createVariables(() => tensorsOf(proposalArrays(design, drawnBy)))
  const optimizer = adam(parameters, { learningRate, clipNorm })
  try {
    const training = await trainTaskNetwork({
      family: tasks,
      options: { ...read, epochs, stepsPerEpoch },
      metaBatch: 64,
      requireTask: task => requireSet(tasks.name, task, design),
      load: (sets, random) => loadSets(sets.map(({ support }) => support), { design, trainingRows, random }),
      measure: batch => measureProposals(design, parameters, batch),
      parameters,
      optimizer,
      settings: { method: 'amortized', ...designToJson(design), trainingRows },
    })
    return { ...createAmortizedStart(design, await arraysOf(parameters), training.history), ...training }
  } finally {
    optimizer.dispose()
    tf.dispose(Object.values<tf.Tensor>(parameters))
  }
}

/** Sets of one training step. */
export interface SetBatch {
  readonly summaries: Required<WeightedGroups>
  readonly rows: WeightedGroups
  /** [T] constant to add to nats per sample in the frame, to get nats per sample in data units. */
  readonly logUnits: tf.Tensor
  /** K in this step. */
  readonly components: number
}

export function loadSets(
  sets: readonly Matrix[],
  { design, trainingRows, random }: { readonly design: ProposalDesign; readonly trainingRows: number; readonly random: Random },
): SetBatch {
  const { columns, cells, components: [least, greatest] } = design
  const taken = sets.map((set, i) => someRows(set, trainingRows, random.fork(i)))
  const summaries = taken.map(set => summarizeSet(set, cells))
  const logUnits = summaries.map(({ frame }) => -frame.factor.reduce((sum, factor) => sum + Math.log(factor), 0))
  return {
    summaries: loadSummaries(summaries, columns),
    rows: loadRows(taken, summaries),
    logUnits: tf.tensor1d(logUnits),
    components: least + random.integer(greatest - least + 1),
  }
}

export function measureProposals(
  design: ProposalDesign,
  parameters: NamedTensors,
  { summaries, rows, logUnits, components }: SetBatch,
): { readonly loss: tf.Tensor; readonly startLoss: tf.Tensor; readonly emLoss: tf.Tensor } {
  const proposals = propose(design, parameters, { cells: summaries, components })
  const joints = proposals.map(({ mixtures }) => diagonalLogJoint(rows, mixtures))
  const losses = joints.map(joint => tf.add(negativeLogLikelihoods(joint, rows.weights), logUnits))
  const [startLoss] = losses.slice(-1)
  const afterEm = diagonalLogJoint(rows, mixturesAfterEmStep(rows, joints[joints.length - 1]))
  const emLoss = tf.add(negativeLogLikelihoods(afterEm, rows.weights), logUnits)
  const earlier = losses.slice(0, -1).map(loss => tf.mul(loss, earlierShare))
  return { loss: tf.addN([tf.mul(startLoss, 0.5), tf.mul(emLoss, 0.5), ...earlier]), startLoss, emLoss }
}

function designOf({ components, cells, width = 64, heads = 4, blocks = 3 }: AmortizedOptions, columns: number): ProposalDesign {
  const [least, greatest] = typeof components === 'number' ? [components, components] : components
  const chosen = cells ?? Math.max(16, 2 * greatest)
  requireCount('cells', chosen, greatest)
  if (!(Number.isSafeInteger(width) && width >= heads && width % heads === 0)) {
    throw new InvalidOptionError('width', `a multiple of the ${heads} heads`, width, 'Pass for example width: 64 and heads: 4.')
  }
  return { columns, components: [least, greatest], cells: chosen, width, heads, blocks }
}

function requireSet(family: string, { support, seed }: Task<MixtureSet>, { columns, components }: ProposalDesign): void {
  const problem = problemOfRows('a matrix', support, { rows: Math.max(components[1], 2), columns })
  if (problem) throw new InvalidTaskError(family, seed, 'support', problem)
}
