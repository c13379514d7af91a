import { createRandom, fitGaussianMixture, GaussianMixture, kMeans, type FitOptions, type Matrix } from '@mixtura/core'
import { randomMixtures, trainAmortizedStart, type AmortizedStart, type MixtureFamily } from '@mixtura/meta'
import type { ModelBenchmarkOptions } from '../deep/modelOptions.js'
import { tableLine, type TableColumn } from '../table.js'

/** Mean log-likelihood minus that of the true parameters, nats per sample, and milliseconds per set. */
export interface StartRow {
  readonly start: string
  readonly gap: number
  readonly milliseconds: number
}

export interface AmortizedReport {
  readonly trainings: readonly { readonly seed: number; readonly seconds: number; readonly validationEmLoss: number }[]
  readonly sets: readonly {
    readonly rows: readonly [number, number]
    readonly count: number
    /** Mean log-likelihood of the true parameters, nats per sample. */
    readonly oracle: number
    readonly table: readonly StartRow[]
  }[]
}

const columns: readonly TableColumn<StartRow>[] = [
  { head: 'start', width: 32, cell: ({ start }) => start },
  { head: 'above truth', width: 11, cell: ({ gap }) => gap.toFixed(4) },
  { head: 'ms per set', width: 10, cell: ({ milliseconds }) => milliseconds.toFixed(2) },
]

/** Training sets have even seeds, test sets odd ones. */
const firstTestSeed = 5_000_001
const components = 4
const em: FitOptions = { components, covarianceType: 'diag', threads: 1, acceleration: 'none', tolerance: 0 }
const toTheEnd: FitOptions = { components, covarianceType: 'diag', threads: 1 }

/**
 * The experiment of the Set Transformer: K = 4 in two columns, uniform means, σ = 0.3, weights from Dirichlet(1). All methods
 * use the same sets, fit diagonal covariances, and take their EM steps in core.
 */
export async function benchmarkAmortizedStart({ seeds, quick }: ModelBenchmarkOptions): Promise<AmortizedReport> {
  const trainings = []
  const starts: AmortizedStart[] = []
  for (const seed of seeds) {
    const began = performance.now()
    const start = await trainAmortizedStart(randomMixtures({ components }), {
      components,
      seed,
      ...(quick && { epochs: 1, stepsPerEpoch: 10, validationTasks: 20 }),
    })
    const seconds = (performance.now() - began) / 1000
    const validationEmLoss = start.history[start.history.length - 1].metrics.validationEmLoss
    console.log(`amortised start, seed ${seed}: trained ${start.steps} steps in ${seconds.toFixed(0)} s, validation ${validationEmLoss.toFixed(4)}`)
    trainings.push({ seed, seconds, validationEmLoss })
    starts.push(start)
  }
  const sets = []
  for (const { rows, count } of [{ rows: [100, 500], count: 400 }, { rows: [300, 600], count: 200 }] as const) {
    const family = randomMixtures({ components, rows })
    const taken = Array.from({ length: quick ? 10 : count }, (_, i) => firstTestSeed + 2 * i)
    const truths = taken.map(seed => GaussianMixture.fromParameters(family.mixture(seed)).meanLogLikelihood(family.task(seed).support))
    const oracle = mean(await Promise.all(truths))
    const table = await compare(family, taken, { starts, seeds, oracle })
    console.log(`\n${taken.length} sets of ${rows[0]} to ${rows[1]} rows, true parameters ${oracle.toFixed(4)} nats per sample`)
    console.log(tableLine(columns))
    for (const row of table) console.log(tableLine(columns, row))
    sets.push({ rows, count: taken.length, oracle, table })
  }
  return { trainings, sets }
}

async function compare(
  family: MixtureFamily,
  taken: readonly number[],
  { starts, seeds, oracle }: { readonly starts: readonly AmortizedStart[]; readonly seeds: readonly number[]; readonly oracle: number },
): Promise<StartRow[]> {
  const sets = taken.map(seed => family.task(seed).support)
  const rows: StartRow[] = []
  const add = async (start: string, logLikelihoodOf: (set: Matrix, i: number) => Promise<number>): Promise<void> => {
    const began = performance.now()
    let sum = 0
    for (const [i, set] of sets.entries()) sum += await logLikelihoodOf(set, i)
    rows.push({ start, gap: sum / sets.length - oracle, milliseconds: (performance.now() - began) / sets.length })
  }
  const after = async (set: Matrix, initialize: NonNullable<FitOptions['initialize']>, options: FitOptions): Promise<number> => {
    const { logLikelihoods } = await fitGaussianMixture(set, { ...options, initialize })
    return logLikelihoods[logLikelihoods.length - 1]
  }
  const steps = (maxIterations: number): FitOptions => ({ ...em, maxIterations })
  const plusPlus = async (set: Matrix, seed: number) => kMeans(set, { clusters: components, starts: 1, maxIterations: 0, seed })

  // k-means++ gets as many seedings as the network gets views.
  async function likeliestPlusPlus(set: Matrix, seed: number) {
    const seedings = await Promise.all(Array.from({ length: 8 }, (_, j) => plusPlus(set, 8 * seed + j)))
    const reached = await Promise.all(seedings.map(seeding => after(set, seeding, steps(0))))
    return seedings[reached.indexOf(Math.max(...reached))]
  }

  await add('random rows + 1 EM', async (set, i) => after(set, { labels: labelsOfRandomRows(set, i) }, steps(1)))
  await add('random rows, converged', async (set, i) => after(set, { labels: labelsOfRandomRows(set, i) }, toTheEnd))
  for (const count of [0, 1, 5]) {
    await add(`k-means++${count === 0 ? '' : ` + ${count} EM`}`, async (set, i) => after(set, await plusPlus(set, i), steps(count)))
  }
  for (const count of [0, 1, 5]) {
    await add(`likeliest of 8 k-means++${count === 0 ? '' : ` + ${count} EM`}`, async (set, i) => after(set, await likeliestPlusPlus(set, i), steps(count)))
  }
  await add('k-means++, converged', async (set, i) => after(set, await plusPlus(set, i), toTheEnd))
  await add('k-means++, best of 10', async (set, i) => {
    const reached = []
    for (let start = 0; start < 10; start++) reached.push(await after(set, await plusPlus(set, 10 * i + start), toTheEnd))
    return Math.max(...reached)
  })
  for (const [j, start] of starts.entries()) {
    const name = `amortised, seed ${seeds[j]}`
    // Not part of the comparison: starts for many sets are usually proposed in one call.
    const began = performance.now()
    const proposals = await start.proposeMany(sets)
    const milliseconds = (performance.now() - began) / sets.length
    for (const count of [0, 1]) {
      await add(`${name}, 1 view${count === 0 ? '' : ` + ${count} EM`}`, async set => after(set, await start.propose(set, { views: 1 }), steps(count)))
    }
    await add(name, async set => after(set, await start.propose(set), steps(0)))
    await add(`${name} + 1 EM`, async set => after(set, await start.propose(set), steps(1)))
    await add(`${name}, converged`, async set => after(set, await start.propose(set), toTheEnd))
    const reached = proposals.map((proposal, i) => GaussianMixture.fromParameters(proposal).meanLogLikelihood(sets[i]))
    rows.push({ start: `${name}, sets together`, gap: mean(await Promise.all(reached)) - oracle, milliseconds })
  }
  return rows
}

/** Label of each row: the nearest of K random rows. */
function labelsOfRandomRows({ data, rows, columns }: Matrix, seed: number): Int32Array {
  const random = createRandom(seed)
  const centres = new Set<number>()
  while (centres.size < components) centres.add(random.integer(rows))
  const distance = (a: number, b: number): number => {
    let sum = 0
    for (let i = 0; i < columns; i++) sum += (data[a * columns + i] - data[b * columns + i]) ** 2
    return sum
  }
  return Int32Array.from({ length: rows }, (_, row) => {
    const distances = [...centres].map(centre => distance(row, centre))
    return distances.indexOf(Math.min(...distances))
  })
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length
}
