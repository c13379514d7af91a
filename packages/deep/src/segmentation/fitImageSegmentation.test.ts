import { clusteringAccuracy, GaussianMixture, kMeans } from '@mixtura/core'
import { memoryCheckpointStore } from '@mixtura/tensor'
import { describe, expect, it } from 'vitest'
import { regionImages } from '../testing/regionImages.js'
import { fitImageSegmentation } from './fitImageSegmentation.js'
import { ImageSegmentation } from './imageSegmentation.js'
import type { ImageSegmentationOptions } from './segmentationOptions.js'

const colours = [[0.2, 0.3, 0.7], [0.5, 0.6, 0.2], [0.8, 0.3, 0.4]]
const clear = regionImages({ rows: 3, height: 20, width: 24, colours, cells: 8, deviation: 0.03, seed: 1 })
const noisy = regionImages({ rows: 3, height: 40, width: 32, colours, cells: 8, deviation: 0.3, seed: 2 })
const fit = (set: typeof clear, given: Partial<ImageSegmentationOptions> = {}) => fitImageSegmentation(set.images, { shape: set.shape, components: 3, seed: 1, ...given })

/** The two segments of a 2 x 2 image of one channel: N(0, 1) and N(1, 1) alike. */
const twoSegments = (smoothness: number): ImageSegmentation =>
  new ImageSegmentation({
    space: { shape: [2, 2, 1], positionScale: 0 },
    mixture: GaussianMixture.fromParameters({ covarianceType: 'spherical', weights: [0.5, 0.5], means: [[0], [1]], covariances: [1, 1] }),
    field: { smoothness, neighbours: 4, externalField: Float64Array.of(Math.log(0.5), Math.log(0.5)) },
  })

describe('a 2 x 2 image', () => {
  const image = [[0, 0, 0, 0.8]]

  it('without smoothness has the posteriors of the mixture, bit by bit', async () => {
    const model = twoSegments(0)
    const { labels, responsibilities, converged } = await model.segment(image, { responsibilities: true })
    expect([...labels]).toEqual([0, 0, 0, 1])
    expect(converged).toBe(true)
    expect(responsibilities).toEqual(await model.mixture.responsibilities([[0], [0], [0], [0.8]]))
    // ln N(x; 1, 1) - ln N(x; 0, 1) = x - 1/2
    expect(responsibilities!.data[1]).toBeCloseTo(1 / (1 + Math.exp(0.5)), 14)
    expect(responsibilities!.data[7]).toBeCloseTo(1 / (1 + Math.exp(-0.3)), 14)
  })

  it('with smoothness follows its neighbours, and solves the equation', async () => {
    const { labels, responsibilities } = await twoSegments(1).segment(image, { responsibilities: true })
    expect([...labels]).toEqual([0, 0, 0, 0])
    const second = [0, 1, 2, 3].map(pixel => responsibilities!.data[2 * pixel + 1])
    const logOdds = (x: number, ...neighbours: readonly number[]): number => x - 0.5 + neighbours.reduce((sum, share) => sum + 2 * share - 1, 0)
    const solved = [logOdds(0, second[1], second[2]), logOdds(0, second[0], second[3]), logOdds(0, second[0], second[3]), logOdds(0.8, second[1], second[2])]
    // Sweeps end when no responsibility changes by more than 1e-3.
    solved.forEach((odds, pixel) => expect(Math.abs(second[pixel] - 1 / (1 + Math.exp(-odds)))).toBeLessThan(1e-3))
  })

  it('is recoloured in the mean colours of its segments', async () => {
    expect([...(await twoSegments(0).recolour(image)).data]).toEqual([0, 0, 0, 1])
    expect(twoSegments(0).colours).toEqual({ data: Float64Array.of(0, 1), rows: 2, columns: 1 })
  })
})

describe('a fit', () => {
  it('finds colours and regions', async () => {
    const { model, pixels, fieldImages, end, starved, history } = await fit(clear)
    expect([pixels, fieldImages, end, starved]).toEqual([3 * 20 * 24, 3, 'converged', false])
    const { labels, converged } = await model.segment(clear.images)
    expect(converged).toBe(true)
    expect(clusteringAccuracy(clear.labels, labels)).toBe(1)
    expect(history.at(-1)!.metrics.change).toBeLessThan(5e-4)
    // Means of at least 300 values with deviation 0.03.
    const found = Array.from({ length: 3 }, (_, k) => Array.from(model.colours.data.subarray(3 * k, 3 * k + 3)))
    for (const colour of colours) expect(Math.min(...found.map(other => Math.max(...other.map((value, c) => Math.abs(value - colour[c])))))).toBeLessThan(0.01)
  })

  it('is better with the field than without, and than k-means, where colours overlap', async () => {
    const accuracy = async (smoothness: number): Promise<number> => {
      const { model } = await fit(noisy, { smoothness })
      return clusteringAccuracy(noisy.labels, (await model.segment(noisy.images)).labels)
    }
    const pixels = { data: noisy.images.data, rows: noisy.labels.length, columns: 3 }
    const control = clusteringAccuracy(noisy.labels, (await kMeans(pixels, { clusters: 3, seed: 1 })).labels)
    const [plain, smooth] = [await accuracy(0), await accuracy(1)]
    // Measured: .980 with the field, .506 without, .704 by k-means.
    expect(smooth).toBeGreaterThan(0.95)
    expect(smooth).toBeGreaterThan(Math.max(plain, control) + 0.1)
  })

  it('without smoothness is the plain mixture', async () => {
    const { model, mixtureFit, history, fieldImages } = await fit(noisy, { smoothness: 0 })
    expect(model.mixture).toBe(mixtureFit.model)
    expect([history.length, fieldImages]).toEqual([0, 0])
    expect([...model.field.externalField]).toEqual([...mixtureFit.model.weights.map(Math.log)])
    const { responsibilities } = await model.segment(noisy.images, { responsibilities: true })
    expect(responsibilities).toEqual(await mixtureFit.model.responsibilities({ data: noisy.images.data, rows: noisy.labels.length, columns: 3 }))
  })

  it('finds each segment as often as in the rounds of the fit', async () => {
    const { model } = await fit(noisy)
    const { responsibilities } = await model.segment(noisy.images, { responsibilities: true })
    const found = new Float64Array(3)
    responsibilities!.data.forEach((share, at) => (found[at % 3] += share / noisy.labels.length))
    // The weights are the shares in the rounds. The division has another start, so some borders lie elsewhere.
    found.forEach((share, k) => expect(Math.abs(share - model.mixture.weights[k])).toBeLessThan(0.01))
  })

  it('divides each image by itself, in any order', async () => {
    const { model } = await fit(noisy)
    const { data, columns } = noisy.images
    const turned = Float64Array.from([2, 0, 1].flatMap(image => Array.from(data.subarray(image * columns, (image + 1) * columns))))
    const [{ labels }, { labels: ofTurned }] = [await model.segment(noisy.images), await model.segment({ data: turned, rows: 3, columns })]
    const pixels = noisy.labels.length / 3
    expect(Array.from(ofTurned)).toEqual([2, 0, 1].flatMap(image => Array.from(labels.subarray(image * pixels, (image + 1) * pixels))))
  })

  it('takes bytes and floats alike', async () => {
    const bytes = Uint8Array.from(clear.images.data, value => Math.round(255 * value))
    const of = async (data: Uint8Array | Float64Array) => {
      const { model } = await fit({ ...clear, images: { ...clear.images, data: data as Float64Array } })
      return (await model.segment({ data, rows: 3, columns: clear.images.columns }, { responsibilities: true })).responsibilities
    }
    expect(await of(bytes)).toEqual(await of(Float64Array.from(bytes)))
  })

  it('chooses the number of segments by BIC from a range', async () => {
    const { model, candidates } = await fit(clear, { components: { minimum: 1, maximum: 4 }, covarianceType: 'spherical' })
    expect(model.mixture.components).toBe(3)
    expect(candidates!.map(({ components }) => components).sort()).toEqual([1, 2, 3, 4])
  })

  it('draws pixels and images where there are many', async () => {
    const { model, pixels, fieldImages } = await fit(clear, { pixels: 1000 })
    expect([pixels, fieldImages]).toEqual([1000, 2])
    expect(clusteringAccuracy(clear.labels, (await model.segment(clear.images)).labels)).toBe(1)
  })

  it('tells regions of one colour apart by their position', async () => {
    // Two squares of the same colour in opposite corners of a grey image.
    const shape = [16, 16, 1]
    const truth = Int32Array.from({ length: 256 }, (_, pixel) => {
      const [row, column] = [Math.floor(pixel / 16), pixel % 16]
      return row < 6 && column < 6 ? 1 : row >= 10 && column >= 10 ? 2 : 0
    })
    const noise = regionImages({ rows: 1, height: 16, width: 16, colours: [[0]], cells: 1, deviation: 0.05, seed: 3 }).images
    const data = noise.data.map((value, pixel) => value + (truth[pixel] > 0 ? 1 : 0))
    const images = { ...noise, data }
    const accuracy = async (position: number): Promise<number> => {
      const { model } = await fitImageSegmentation(images, { shape, components: 3, position, seed: 1 })
      expect(model.positionScale > 0).toBe(position > 0)
      return clusteringAccuracy(truth, (await model.segment(images)).labels)
    }
    expect(await accuracy(1)).toBe(1)
    expect(await accuracy(0)).toBeLessThan(0.95)
  })

  it('resumes from its checkpoint to the same bits', async () => {
    const whole = await (await fit(noisy)).model.save()
    const store = memoryCheckpointStore()
    const stopped = await fit(noisy, { checkpoints: { store }, onProgress: ({ phase, epoch }) => (phase === 'mixture' && epoch === 12 ? 'stop' : undefined) })
    expect(stopped.end).toBe('stopped')
    expect(stopped.history).toEqual([])
    let heard = 0
    const resumed = await fit(noisy, { checkpoints: { store }, onProgress: ({ phase }) => void (phase === 'mixture' && heard++) })
    expect(await resumed.model.save()).toEqual(whole)
    // The mixture is not fitted again.
    const before = heard
    expect(await (await fit(noisy, { checkpoints: { store }, onProgress: ({ phase }) => void (phase === 'mixture' && heard++) })).model.save()).toEqual(whole)
    expect(heard - before).toBeLessThan(before)
    await expect(fit(noisy, { checkpoints: { store }, tolerance: 1e-3 })).rejects.toThrow("checkpoint: option tolerance must be 0.001, but it is left out. Resume with the same data and options, or start without the checkpoint.")
  })

  it('shows the images in the colours of their segments meanwhile', async () => {
    const shown: Record<string, number> = {}
    await fit(clear, {
      async onProgress({ phase, epoch, view }) {
        // The first pictures may lack a segment.
        if (phase !== 'field' && epoch % 10 !== 3) return
        const drawn = await view!()
        if (drawn.kind !== 'samples') throw new Error('no pictures')
        expect([drawn.samples.rows, drawn.samples.columns]).toEqual([3, 20 * 24 * 3])
        shown[phase] = new Set(drawn.samples.data).size
      },
    })
    expect(shown).toEqual({ mixture: 9, neighbourhoods: 9, field: 9 })
  })

  it('says that the field starved a segment', async () => {
    const { starved, model } = await fit(noisy, { components: 9, smoothness: 8, rounds: 200 })
    expect(starved).toBe(true)
    expect(model.mixture.components).toBe(9)
    expect((await model.segment(noisy.images)).labels).toHaveLength(noisy.labels.length)
  })
})

it('is saved and loaded to the last bit', async () => {
  const { model } = await fit(noisy, { position: 0.5, neighbours: 4 })
  const loaded = await ImageSegmentation.load(await model.save())
  expect(await loaded.segment(noisy.images, { responsibilities: true })).toEqual(await model.segment(noisy.images, { responsibilities: true }))
  expect([loaded.shape, loaded.positionScale, loaded.field]).toEqual([model.shape, model.positionScale, model.field])
})

describe('refuses by one sentence', () => {
  const grey = { data: new Float64Array(8).fill(3), rows: 2, columns: 4 }
  it.each<[string, () => Promise<unknown>, string]>([
    ['no shape', () => fitImageSegmentation(grey, { components: 2 } as never), 'option shape must be [height, width, channels] of the images, but it is undefined. Pass for example shape: [28, 28, 1].'],
    ['a shape without channels', () => fitImageSegmentation(grey, { shape: [2, 2], components: 2 }), 'option shape must be [height, width, channels] of the images, but it is an array of 2 entries. Pass for example shape: [28, 28, 1].'],
    ['a shape of other images', () => fitImageSegmentation(grey, { shape: [2, 2, 3], components: 2 }), 'shape must be whole numbers that multiply to the 4 values of a row, but it is [2, 2, 3]. Pass [height, width, channels] of the images; all must have one size.'],
    ['an empty range', () => fitImageSegmentation(grey, { shape: [2, 2, 1], components: { minimum: 3, maximum: 2 } }), 'option components.maximum must be at least the minimum, 3, but it is 2. Pass for example components: { minimum: 2, maximum: 6 }.'],
    ['six neighbours', () => fitImageSegmentation(grey, { shape: [2, 2, 1], components: 2, neighbours: 6 as never }), 'option neighbours must be 4 or 8, but it is 6. Pass for example neighbours: 8.'],
    ['a field that repels', () => fitImageSegmentation(grey, { shape: [2, 2, 1], components: 2, smoothness: -1 }), 'option smoothness must be a finite number of at least 0, but it is -1. Pass for example smoothness: 1.'],
    ['one colour everywhere', () => fitImageSegmentation(grey, { shape: [2, 2, 1], components: 2 }), 'column 0'],
    ['a pixel that is missing', () => fitImageSegmentation([[1, 2, NaN, 3]], { shape: [2, 2, 1], components: 2 }), 'samples'],
    ['more segments than pixels', () => fitImageSegmentation([[1, 2, 3, 4]], { shape: [2, 2, 1], components: 5 }), 'a mixture of 5 components needs at least 5 rows, but there are 4. Add rows, or lower components.'],
    ['images of another size', async () => (await fit(clear)).model.segment([[1, 2, 3]]), 'samples must be rows of 1440 values, as in training, but it is 3 values. Pass the columns that the model was fitted to.'],
    ['parts that are none', async () => new ImageSegmentation(undefined as never), 'parts must be the parts of a segmentation, but it is undefined. Use fitImageSegmentation or ImageSegmentation.load, which make them.'],
  ])('%s', async (_, call, message) => {
    await expect(call()).rejects.toThrow(message)
  })
})
