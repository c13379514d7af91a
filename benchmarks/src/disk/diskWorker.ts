/** One measurement in a process of its own, whose peak of memory is its own: the last line is its result as JSON. */
import { createRandom, fitGaussianMixture, type StatisticsSource } from '@mixtura/core'
import { openDataset } from '@mixtura/data'
import { clusters, columnNames, columns, readTable, secondsOf, writeTable } from './diskTable.js'

const [task, path, rows, passes, memoryLimit] = [process.argv[2], process.argv[3]!, ...process.argv.slice(4).map(Number)] as [string, string, number, number, number]

/** Seconds of each pass of EM from a given start. Means move from pass to pass, as in a fit. */
async function passSeconds(source: StatisticsSource): Promise<readonly number[]> {
  const seconds: number[] = []
  const timed: StatisticsSource = {
    ...source,
    async accumulate(model, request) {
      const from = performance.now()
      const statistics = await source.accumulate(model, request)
      seconds.push((performance.now() - from) / 1000)
      return statistics
    },
  }
  const drawn = (await source.draw(clusters, createRandom(1))).samples
  const initialize = {
    weights: new Float64Array(clusters).fill(1 / clusters),
    means: Float64Array.from(drawn.data),
    covariances: Float64Array.from({ length: clusters * columns ** 2 }, (_, at) => (Math.floor(at / columns) % columns === at % columns ? 4 : 0)),
  }
  await fitGaussianMixture(timed, { components: clusters, initialize, acceleration: 'none', tolerance: 0, maxIterations: passes - 1 })
  return seconds
}

async function measure(): Promise<object> {
  if (task === 'write') return { seconds: await secondsOf(() => writeTable(path, rows)) }
  if (task === 'read') return readTable(path, memoryLimit)
  const dataset = await openDataset(path, task === 'disk' ? { memoryLimit } : { memoryLimit: 2 ** 40 })
  try {
    if (task === 'disk') return { residence: dataset.residence, seconds: await passSeconds(await dataset.source({ columns: columnNames })) }
    const { samplesSource } = await import('@mixtura/core')
    const { samples } = await dataset.readFeatures({ columns: columnNames })
    return { residence: dataset.residence, seconds: await passSeconds(await samplesSource(samples)) }
  } finally {
    await dataset.close()
  }
}

const result = await measure()
console.log(JSON.stringify({ ...result, peakMegabytes: process.resourceUsage().maxRSS / 1000 }))
