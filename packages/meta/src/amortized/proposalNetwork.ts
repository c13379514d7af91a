import { createRandom } from '@mixtura/numerics'
import { glorotUniform, type JsonRecord, type NamedTensors, type SavedArray } from '@mixtura/tensor'
import * as tf from '@tensorflow/tfjs-core'
import type { NamedArrays } from '../learners/learner.js'
import { attentionBlock, attentionParameters, normalizedRows, type ParameterMakers } from './attentionBlock.js'
import { cellFeatures, cellFeatureCount, pairFeatureCount, pairFeatures } from './cellFeatures.js'
import { diagonalLogJoint, mixturesOfGroups, softmaxOverComponents, type DiagonalMixtures, type WeightedGroups } from './diagonalMixture.js'

/** Design of a proposal network, without its parameters. */
export interface ProposalDesign {
  /** D, the number of columns. */
  readonly columns: number
  /** Smallest and largest K. */
  readonly components: readonly [number, number]
  /** M, the number of cells that summarise a set. */
  readonly cells: number
  /** H, the number of units of a cell's state. */
  readonly width: number
  /** Attention heads per block; H must be divisible by it. */
  readonly heads: number
  /** Number of self-attention blocks, at least 2. */
  readonly blocks: number
}

/** Hidden units of the network that maps the features of a pair of cells to attention biases. */
const pairUnits = 16

/** Initial parameters: kernels by Glorot's rule, biases zero. */
export function proposalArrays(design: ProposalDesign, seed: number): NamedArrays {
  const random = createRandom(seed)
  let drawn = 0
  return parametersOf<SavedArray>(design, {
    kernel: (...shape) => ({ shape, data: glorotUniform(shape, random.fork(drawn++)) }),
    zeros: size => ({ shape: [size], data: new Float32Array(size) }),
    trust: () => ({ shape: [1], data: Float32Array.of(0.5) }),
  })
}

/** Shapes of the parameters by name. No parameter is created. */
export function proposalShapes(design: ProposalDesign): Readonly<Record<string, readonly number[]>> {
  return parametersOf<readonly number[]>(design, { kernel: (...shape) => shape, zeros: size => [size], trust: () => [1] })
}

/** The parameters by name, in the order in which kernels are drawn at random. */
function parametersOf<Parameter>(design: ProposalDesign, makers: ParameterMakers<Parameter> & { trust(): Parameter }): Record<string, Parameter> {
  const { columns, components: [least, greatest], width, heads, blocks } = design
  const { kernel, zeros } = makers
  const arrays: Record<string, Parameter> = {
    'cells/kernel1': kernel(cellFeatureCount(columns), width),
    'cells/bias1': zeros(width),
    'cells/kernel2': kernel(width, width),
    'pairs/kernel1': kernel(pairFeatureCount, pairUnits),
    'pairs/bias1': zeros(pairUnits),
    'pairs/kernel2': kernel(pairUnits, heads * blocks),
  }
  if (greatest > least) arrays['components/kernel'] = kernel(greatest - least + 1, width)
  for (let block = 0; block < blocks; block++) {
    Object.assign(arrays, attentionParameters(`block${block + 1}`, width, makers))
    if (block === 0) continue
    arrays[`block${block + 1}/assign`] = kernel(width, greatest)
    arrays[`block${block + 1}/trust`] = makers.trust()
    if (block + 1 < blocks) arrays[`block${block + 1}/told`] = kernel(2 * greatest, width)
  }
  return arrays
}

/** Output of one block of the network for T sets. */
export interface Proposals {
  /** [T, K, M] responsibilities of the components for the cells. */
  readonly responsibilities: tf.Tensor
  readonly mixtures: DiagonalMixtures
}

/**
 * Proposes mixtures of K components. Cells exchange information by self-attention, biased by features of each pair of cells.
 * Every block but the first then assigns each cell to the components, and the next block gets this proposal as input. A
 * proposal is the mixture of the cells under these responsibilities, so its moments are those of samples.
 *
 * @returns the proposals of blocks 2, 3, …; the last is the network's result.
 * @see Lee et al., Set Transformer (2019), section 3. Cells replace its inducing points.
 */
export function propose(
  design: ProposalDesign,
  parameters: NamedTensors,
  { cells: groups, components }: { readonly cells: Required<WeightedGroups>; readonly components: number },
): readonly Proposals[] {
  const { columns, components: [least, greatest], width, heads, blocks, cells } = design
  const tasks = groups.weights.shape[0]
  const absent = tf.mul(tf.cast(tf.equal(groups.weights, 0), 'float32'), -1e9)
  const hidden = tf.relu(tf.add(tf.matMul(cellFeatures(groups, columns), parameters['cells/kernel1']), parameters['cells/bias1']))
  let states: tf.Tensor = tf.matMul(hidden, parameters['cells/kernel2'])
  if (greatest > least) states = tf.add(states, tf.slice(parameters['components/kernel'], [components - least, 0], [1, width]))

  const pairs = tf.relu(tf.add(tf.matMul(pairFeatures(groups), parameters['pairs/kernel1']), parameters['pairs/bias1']))
  const biases = tf.reshape(tf.matMul(pairs, parameters['pairs/kernel2']), [tasks, cells, cells, blocks, heads])
  const biasesOfBlocks = tf.unstack(tf.add(tf.transpose(biases, [3, 0, 4, 1, 2]), tf.reshape(absent, [1, tasks, 1, 1, cells])))

  const proposals: Proposals[] = []
  for (let block = 1; block <= blocks; block++) {
    const name = `block${block}`
    states = attentionBlock(states, parameters, { name, tasks, heads, bias: biasesOfBlocks[block - 1] })
    if (block === 1) continue
    const own = tf.matMul(normalizedRows(states), tf.slice(parameters[`${name}/assign`], [0, 0], [width, components]))
    let logits = tf.transpose(tf.reshape(own, [tasks, cells, components]), [0, 2, 1])
    const before = proposals.at(-1)
    if (before) logits = tf.add(logits, tf.mul(parameters[`${name}/trust`], diagonalLogJoint(groups, before.mixtures)))
    const responsibilities = softmaxOverComponents(logits)
    const mixtures = mixturesOfGroups(groups, responsibilities)
    proposals.push({ responsibilities, mixtures })
    if (block === blocks) break
    const fits = softmaxOverComponents(diagonalLogJoint(groups, mixtures))
    const told = tf.reshape(tf.transpose(tf.concat([responsibilities, fits], 1), [0, 2, 1]), [tasks * cells, 2 * components])
    const [forShares, forFits] = [0, greatest].map(from => tf.slice(parameters[`${name}/told`], [from, 0], [components, width]))
    states = tf.add(states, tf.matMul(told as tf.Tensor2D, tf.concat([forShares, forFits]) as tf.Tensor2D))
  }
  return proposals
}

/** Converts the design to JSON for files and checkpoints. */
export function designToJson({ columns, components: [least, greatest], cells, width, heads, blocks }: ProposalDesign): JsonRecord {
  return { columns, components: [least, greatest], cells, width, heads, blocks }
}
