import { gaussianFitDefaults } from '@mixtura/core'
import type { ImageSegmentation, ImageSegmentationOptions, segmentationDefaults, SegmentationPhase } from '@mixtura/deep'
import { z } from 'zod'
import { accepted, type Acceptance, firstRefusal, refused, requireComplete } from '../contract/acceptance.js'
import { defineFamily } from '../contract/defineFamily.js'
import type { Cost, Device } from '../contract/device.js'
import type { TableFacts } from '../contract/table.js'
import { choiceOption, countOption, numberOption, rangeOption } from '../options/optionFields.js'
import { passWork } from '../running/passWork.js'
import { factLines } from '../scripts/factLines.js'
import { literal } from '../scripts/literal.js'
import { candidateTable } from './candidateTable.js'
import { differing } from './differing.js'
import { componentNumbers } from './mixtureAbilities.js'
import { loadingCost } from './networkCost.js'
import { epochCurves, followNetwork } from './networkFits.js'
import { searchesCost } from './searchCost.js'
import {
  automaticStarts,
  coreRegularization,
  coreSearchOptions,
  maxComponents,
  namedStructures,
  numbersOf,
  regularizationOption,
  searchOptions,
} from './searchedFits.js'
import { likelihoodCurve, likelihoodFacts, startTable } from './searchResults.js'

/** The defaults of deep, which would load TensorFlow.js. Their type has the same values, so the compiler keeps them equal. */
const fieldDefaults: typeof segmentationDefaults = { position: 0, smoothness: 1, neighbours: 8, pixels: 100_000, rounds: 100 }

const neighbourCounts = { sides: 4, 'sides-and-corners': 8 } as const

const options = z.strictObject({
  components: rangeOption({ text: 'segmentRange', minimum: 1, maximum: maxComponents, default: { minimum: 3, maximum: 3 } }),
  covarianceType: choiceOption({ text: 'covarianceType', values: namedStructures, default: gaussianFitDefaults.covarianceType }),
  smoothness: numberOption({ text: 'smoothness', minimum: 0, maximum: 100, default: fieldDefaults.smoothness }),
  neighbours: choiceOption({ text: 'pixelNeighbours', values: ['sides', 'sides-and-corners'], default: 'sides-and-corners', advanced: true }),
  position: numberOption({ text: 'pixelPosition', minimum: 0, maximum: 1000, default: fieldDefaults.position }),
  pixels: countOption({ text: 'drawnPixels', unit: 'pixels', minimum: 1, maximum: 1_000_000_000, default: fieldDefaults.pixels, advanced: true }),
  rounds: countOption({ text: 'fieldRounds', minimum: 0, maximum: 100_000, default: fieldDefaults.rounds, advanced: true }),
  ...searchOptions,
  ...automaticStarts,
  ...regularizationOption,
})

type SegmentationOptions = z.infer<typeof options>

const metrics = { meanLogLikelihood: 'natsPerPixel', segmentChange: '', neighbourLogLikelihood: 'natsPerPixel' } as const

const mixtureNames = { meanLogLikelihood: 'meanLogLikelihood' } as const

const names: Readonly<Record<SegmentationPhase, Readonly<Record<string, keyof typeof metrics>>>> = {
  mixture: mixtureNames,
  neighbourhoods: mixtureNames,
  field: { change: 'segmentChange', meanLogLikelihood: 'neighbourLogLikelihood' },
}

/** Units of results of pixels. The rows of the table are images, so its units for rows do not apply. */
const pixelUnits: Readonly<Record<string, string>> = { logDensityPerRow: 'natsPerPixel', deviance: '' }
const perPixel = <Result extends { readonly unit: string }>(result: Result): Result => ({ ...result, unit: pixelUnits[result.unit] ?? result.unit })

/** Segments of images: a mixture of the colours of their pixels, and a Markov random field of the segments. */
export const segmentation = defineFamily<SegmentationOptions, ImageSegmentation>({
  kind: 'segmentation',
  version: 1,
  engine: 'core',
  options,
  capabilities: ['reconstruct', 'segment', 'pixelMixture'],
  phases: ['mixture', 'neighbourhoods', 'field'],
  metrics,
  accepts: (table, options) => firstRefusal(requireComplete(table), acceptsImages(table, options)),
  estimate: segmentationCost,

  async fit({ samples, imageShape }, options, run) {
    const { fitImageSegmentation } = await import('@mixtura/deep')
    const { model, mixtureFit, candidates, pixels, fieldImages, fieldStart, history, starved, end } = await fitImageSegmentation(samples, {
      ...deepOptions(options, { imageShape: imageShape! }),
      ...followNetwork(run, names, { imageShape: imageShape! }),
      ...(run.checkpoints && { checkpoints: { store: run.checkpoints } }),
    })
    const { logLikelihoods, parameterCount, iterations, converged, collapsed, starts } = mixtureFit
    const table = candidates ? candidateTable(candidates) : startTable(starts, 'meanLogLikelihood', record => record.meanLogLikelihood)
    return {
      model,
      groups: componentNumbers(model.mixture.components),
      facts: [
        { name: 'components', value: model.mixture.components, unit: '' },
        { name: 'fittedPixels', value: pixels, unit: 'pixels' },
        ...likelihoodFacts({ meanLogLikelihood: logLikelihoods.at(-1)!, parameterCount, rows: pixels }).map(perPixel),
        { name: 'iterations', value: iterations, unit: '' },
        { name: 'converged', value: converged, unit: '' },
        { name: 'collapsed', value: collapsed, unit: '' },
        { name: 'fieldStart', value: fieldStart ?? 'none', unit: '' },
        { name: 'fieldImages', value: fieldImages, unit: '' },
        { name: 'fieldRounds', value: history.length, unit: '' },
        { name: 'starved', value: starved, unit: '' },
        { name: 'stopped', value: end === 'stopped', unit: '' },
      ],
      curves: [perPixel(likelihoodCurve(logLikelihoods)), ...epochCurves(history, names.field, metrics)],
      tables: [{ ...table, columns: table.columns.map(perPixel) }],
    }
  },

  abilities: model => ({
    reconstruct: samples => model.recolour(samples),
    async segment(samples) {
      const { labels } = await model.segment(samples)
      return { data: Float64Array.from(labels), rows: samples.rows, columns: labels.length / samples.rows }
    },
    pixelMixture: () => model.mixture,
  }),
  save: model => model.save(),
  load: async bytes => (await import('@mixtura/deep')).ImageSegmentation.load(bytes),

  script: ({ options, table }) => ({
    imports: { '@mixtura/deep': ['fitImageSegmentation'] },
    lines: [
      `const { model, mixtureFit, pixels, fieldImages, history } = await fitImageSegmentation(samples, ${literal(deepOptions(options, { imageShape: table.imageShape! }))})`,
      'const { parameterCount, logLikelihoods, iterations, converged } = mixtureFit',
      ...factLines({
        components: 'model.mixture.components',
        fittedPixels: 'pixels',
        parameterCount: 'parameterCount',
        meanLogLikelihood: 'logLikelihoods.at(-1)',
        iterations: 'iterations',
        converged: 'converged',
        fieldImages: 'fieldImages',
        fieldRounds: 'history.length',
      }),
    ],
  }),
})

/** Refuses rows that are no images, and images with fewer pixels than segments. */
function acceptsImages({ rows, imageShape }: TableFacts, { components }: SegmentationOptions): Acceptance {
  if (!imageShape) return refused('imagesNeeded')
  const [height, width] = imageShape
  const pixels = rows * height * width
  const required = Math.max(components.maximum, 2)
  return pixels < required ? refused('tooFewPixels', { pixels, required }) : accepted
}

/** The options of fitImageSegmentation that differ from its defaults. */
function deepOptions(options: SegmentationOptions, { imageShape }: { readonly imageShape: readonly number[] }): ImageSegmentationOptions {
  const { components, covarianceType, smoothness, neighbours, position, pixels, rounds } = options
  return {
    shape: imageShape,
    components: components.minimum === components.maximum ? components.minimum : components,
    ...differing({ smoothness, neighbours: neighbourCounts[neighbours], position, pixels, rounds }, fieldDefaults),
    ...differing({ covarianceType, ...coreSearchOptions(options), regularization: coreRegularization(options) }, gaussianFitDefaults),
  }
}

/** Measured number of rounds until the field converges. */
const usualRounds = 30

/** Cost of a round with the field beside passes of EM: multiply-adds of one pixel under one component, of its neighbours and two exponentials. Measured. */
const sweepWork = 100

/** Passes of EM that a round takes. Measured. */
const roundPasses = 12

/** Arrays [pixels, K] of some rounds, which wait for the garbage collector. Measured. */
const waitingArrays = 40

function segmentationCost({ rows, imageShape, ...table }: TableFacts, options: SegmentationOptions, device: Device): Cost {
  const [height, width, channels] = imageShape ?? [1, 1, 1]
  const { components, covarianceType, smoothness, position, pixels: limit, rounds } = options
  const columns = channels + (position > 0 ? 2 : 0)
  const perImage = height * width
  const pixels = { ...table, imageShape: null, rows: Math.min(rows * perImage, limit), columns }
  const shapes = numbersOf(components).map(count => ({ ...options, components: count }))
  // The means of neighbourhoods are fitted too, with the number of segments that was chosen.
  const search = searchesCost(pixels, smoothness > 0 && rounds > 0 ? [...shapes, shapes.at(-1)!] : shapes, device)
  const fieldPixels = Math.min(rows, Math.max(1, Math.floor(limit / perImage))) * perImage
  const largest = { components: components.maximum, covarianceType }
  const round = roundPasses * passWork(fieldPixels, largest, columns) + fieldPixels * components.maximum * sweepWork
  return {
    seconds: loadingCost.seconds + search.seconds + (smoothness > 0 ? (Math.min(rounds, usualRounds) * round) / device.multiplyAddsPerSecond : 0),
    bytes: loadingCost.bytes + search.bytes + 8 * pixels.rows * columns + (smoothness > 0 ? 8 * fieldPixels * (2 * columns + waitingArrays * components.maximum) : 0),
  }
}
