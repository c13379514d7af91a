import { useBackend, type SavedArray } from '@mixtura/tensor'
import { beforeAll, describe, expect, it } from 'vitest'
import { attack } from '../../../tensor/src/testing/hostileFiles.js'
import { loadAmortizedStart, saveAmortizedStart } from '../amortized/amortizedFile.js'
import { createAmortizedStart } from '../amortized/amortizedStart.js'
import { proposalArrays, proposalShapes, type ProposalDesign } from '../amortized/proposalNetwork.js'
import { createMetaLearned } from '../learners/metaLearned.js'
import { createMixtureLearner, type MixtureLearnerSettings } from '../mixtures/mixtureLearner.js'
import { convolutionalEmbedding, denseEmbedding, type Embedding } from '../prototypes/embedding.js'
import { loadPrototypes, savePrototypes } from '../prototypes/prototypeFile.js'
import { firstParameters } from '../prototypes/prototypeModel.js'
import { createPrototypeStart } from '../prototypes/prototypeStart.js'
import { loadMetaLearned, loadMixtureStart, saveMetaLearned } from './metaLearnedFile.js'

/** The smallest untrained models of each kind; only the contents of the files matter here. */

beforeAll(() => useBackend('wasm'))

const history = [{ epoch: 1, step: 3, metrics: { loss: 0.5, validationLoss: 0.75 } }]
const design: ProposalDesign = { columns: 2, components: [2, 3], cells: 6, width: 4, heads: 2, blocks: 2 }
const mixtureSettings: MixtureLearnerSettings = { components: 2, columns: 2, covarianceType: 'full', frame: { offset: [0, 1], factor: [1, 2] } }
const array = (shape: readonly number[], value: number): SavedArray => ({ shape, data: new Float32Array(shape.reduce((product, size) => product * size, 1)).fill(value) })
const mixtureArrays = { logits: array([2], 0), means: array([2, 2], 0.5), factors: array([2, 2, 2], 0) }

const amortized = (): Uint8Array => saveAmortizedStart(createAmortizedStart(design, proposalArrays(design, 1), history))

function metaLearned(): Uint8Array {
  return saveMetaLearned(createMetaLearned(createMixtureLearner(mixtureSettings, mixtureArrays), mixtureArrays, mixtureArrays, {
    method: 'maml', order: 'second', inner: { innerStep: 'gradient', innerSteps: 2, innerLearningRate: 0.1, innerClipNorm: 1 }, history,
  }))
}

function prototypes(embedding: Embedding): Uint8Array {
  const model = { embedding, shape: { columns: embedding.inputs, classes: 2, prototypesPerClass: 1, covarianceType: 'diag' as const }, refinementSteps: 1 }
  return savePrototypes(createPrototypeStart(model, firstParameters(model, 1), history))
}

const kinds: Readonly<Record<string, { readonly save: () => Uint8Array; readonly load: (bytes: Uint8Array) => unknown }>> = {
  'an amortised start': { save: amortized, load: loadAmortizedStart },
  'a start of mixtures': { save: metaLearned, load: loadMixtureStart },
  'a start for a given learner': { save: metaLearned, load: bytes => loadMetaLearned(createMixtureLearner(mixtureSettings, mixtureArrays), bytes) },
  'prototypes of dense layers': { save: () => prototypes(denseEmbedding({ inputs: 3, widths: [4, 2] })), load: bytes => loadPrototypes(bytes) },
  'prototypes of convolutions': {
    save: () => prototypes(convolutionalEmbedding({ height: 4, width: 4, filters: [2], widths: [2] })),
    load: bytes => loadPrototypes(bytes),
  },
  'prototypes for a given embedding': {
    save: () => prototypes(denseEmbedding({ inputs: 3, widths: [4, 2] })),
    load: bytes => loadPrototypes(bytes, denseEmbedding({ inputs: 3, widths: [4, 2] })),
  },
}

describe.each(Object.keys(kinds))('a file of %s', kind => {
  const { save, load } = kinds[kind]

  it('that is damaged or hostile is refused by a typed error, and costs nothing', async () => {
    const bytes = save()
    expect(() => load(bytes)).not.toThrow()
    const before = process.resourceUsage().maxRSS
    const { refused, taken, faults } = await attack(bytes, load)
    expect(faults).toEqual([])
    expect(refused).toBeGreaterThan(taken.length)
    // In KB. The files have a few kilobytes and ask for gigabytes. Garbage of two thousand loads is not collected at once.
    expect(process.resourceUsage().maxRSS - before).toBeLessThan(300_000)
  }, 120_000)
})

it('knows the shapes of a proposal network without making one', () => {
  for (const blocks of [2, 3]) {
    const made = proposalArrays({ ...design, blocks }, 1)
    expect(proposalShapes({ ...design, blocks })).toEqual(Object.fromEntries(Object.entries(made).map(([name, { shape }]) => [name, shape])))
  }
})
