import { fitGaussianMixture, type CovarianceType, type Matrix } from '@mixtura/core'
import { principalCoordinates } from './principalCoordinates.js'
import { dagmmKdd, fitDeepAnomalyDetector, type DeepAnomalySettings } from '@mixtura/deep'
import { statSync } from 'node:fs'
import { modelOptions } from '../deep/modelOptions.js'
import { tableLine, type TableColumn } from '../table.js'
import { writeReport } from '../report.js'
import { generatedSet, type AnomalySet } from './anomalySet.js'
import { detectionScores, type DetectionScores } from './detectionScores.js'
import { digitSet, tableSet } from './readAnomalySet.js'

/** Settings of DAGMM for tables of about a dozen columns and several thousand rows. */
const tableSettings: DeepAnomalySettings = {
  network: { kind: 'dense', widths: [24, 12], activation: 'tanh' },
  code: 2,
  components: 4,
  epochs: 40,
  batchSize: 512,
  learningRate: 1e-2,
}

const digitSettings: DeepAnomalySettings = {
  network: { kind: 'dense', widths: [128, 32], activation: 'tanh' },
  code: 4,
  components: 4,
  epochs: 15,
  batchSize: 256,
  learningRate: 1e-3,
}

/** Controls for digits: mixtures of all pixels, and of as many principal coordinates as the default takes of contours. */
const digitControls: readonly MixtureControl[] = [
  { covarianceType: 'diag', name: 'mixture, diag' },
  { covarianceType: 'full', name: 'mixture, 64 axes', components: 5, principal: 64 },
]

/** A plain mixture on standardised rows, pixels, or their principal coordinates. */
interface MixtureControl {
  readonly covarianceType: CovarianceType
  readonly components?: number
  /** Number of principal coordinates; absent for the columns themselves. */
  readonly principal?: number
  readonly name: string
}

interface Row {
  readonly set: string
  readonly method: string
  readonly scores: readonly DetectionScores[]
  readonly seconds: number
}

/**
 * Compares the default detector with DAGMM, its untrained networks and plain mixtures. It uses generated sets by default (`--only curve` one of
 * them), digits against all others with `--data FOLDER` of IDX files (`--digits 0,1,...`), or a table with `--data FILE --label COLUMN --normal VALUE`,
 * with DAGMM's split and its settings for KDDCUP99. `--dagmm no` leaves DAGMM out.
 */
export async function benchmarkAnomalies(args: readonly string[]): Promise<void> {
  const { values, rest } = ownOptions(args, ['label', 'normal', 'digits', 'dagmm'])
  const { data, seeds, quick, json, only, backend } = await modelOptions(rest)
  const rows: Row[] = []
  console.log(`as many rows flagged as are anomalous; mean of seeds ${seeds.join(', ')}\n${tableLine(columns)}`)
  const compare = async (setOf: (seed: number) => AnomalySet | Promise<AnomalySet>, settings: DeepAnomalySettings, controls: readonly MixtureControl[], scale: 'none' | 'standardize'): Promise<void> => {
    const sets = await Promise.all(seeds.map(setOf))
    const add = async (method: string, scoresOf: (set: AnomalySet, seed: number) => Promise<ArrayLike<number>>): Promise<void> => {
      const started = performance.now()
      const scores: DetectionScores[] = []
      for (const [i, set] of sets.entries()) scores.push(detectionScores(await scoresOf(set, seeds[i]!), set.isAnomalous))
      const row = { set: sets[0]!.name, method, scores, seconds: (performance.now() - started) / 1000 / seeds.length }
      rows.push(row)
      console.log(tableLine(columns, row))
    }
    await add('default', async ({ train, test, shape }, seed) => {
      const { detector } = await fitDeepAnomalyDetector(train, { seed, ...(shape && { shape }) })
      return detector.energies(test)
    })
    const deep = (epochs: number) => async ({ train, test }: AnomalySet, seed: number): Promise<ArrayLike<number>> => {
      const { detector } = await fitDeepAnomalyDetector(train, { ...settings, method: 'dagmm', epochs, scale, seed })
      const energies = await detector.energies(test)
      detector.dispose()
      return energies
    }
    if (values.dagmm !== 'no') {
      await add('DAGMM', deep(quick ? 2 : settings.epochs!))
      await add('DAGMM untrained', deep(0))
    }
    for (const { covarianceType, name, principal, components = settings.components! } of controls) {
      await add(name, async ({ train, test }, seed) => {
        const both = principal !== undefined ? principalCoordinates({ train, test }, principal) : scale === 'standardize' ? standardized(train, test) : { train, test }
        const { model } = await fitGaussianMixture(both.train, {
          components,
          covarianceType,
          seed,
          regularization: scale === 'standardize' ? { absolute: 1e-6 } : { absolute: 1e-2 },
          ...(quick && { maxIterations: 5 }),
        })
        return (await model.logDensity(both.test)).map(logDensity => -logDensity)
      })
    }
  }
  if (data === null) {
    for (const kind of ['clusters', 'curve'] as const) {
      if (only.length > 0 && !only.includes(kind)) continue
      await compare(seed => generatedSet(kind, seed), tableSettings, [{ covarianceType: 'full', name: 'mixture, full' }], 'standardize')
    }
  } else if (statSync(data).isDirectory()) {
    for (const digit of values.digits?.split(',').map(Number) ?? [0, 1]) {
      await compare(() => digitSet(data, { digit }), digitSettings, digitControls, 'none')
    }
  } else {
    const { label = 'label', normal = '0' } = values
    await compare(seed => tableSet(data, { label, normal, seed }), { ...dagmmKdd }, [{ covarianceType: 'full', name: 'mixture, full' }], 'standardize')
  }
  writeReport('anomalies', { backend: backend.name, seeds, tableSettings, digitSettings, rows }, json)
}

/** The values of `--name value` for the given names, and the remaining arguments. */
function ownOptions<Name extends string>(args: readonly string[], names: readonly Name[]): {
  readonly values: Readonly<Partial<Record<Name, string>>>
  readonly rest: readonly string[]
} {
  const values: Partial<Record<Name, string>> = {}
  const rest: string[] = []
  for (let i = 0; i < args.length; i++) {
    const name = names.find(option => args[i] === `--${option}`)
    if (name && args[i + 1] !== undefined) values[name] = args[++i]!
    else rest.push(args[i]!)
  }
  return { values, rest }
}

/** Standardises by the means and standard deviations of the training rows; a constant column becomes 0. */
function standardized(train: Matrix, test: Matrix): { readonly train: Matrix; readonly test: Matrix } {
  const { data, rows, columns: width } = train
  const means = new Float64Array(width)
  const squares = new Float64Array(width)
  for (let i = 0; i < data.length; i++) means[i % width]! += data[i]! / rows
  for (let i = 0; i < data.length; i++) squares[i % width]! += (data[i]! - means[i % width]!) ** 2 / rows
  const apply = (matrix: Matrix): Matrix => ({
    ...matrix,
    data: Float64Array.from(matrix.data, (value, i) => (value - means[i % width]!) / (Math.sqrt(squares[i % width]!) || 1)),
  })
  return { train: apply(train), test: apply(test) }
}

const meanOf = (row: Row, of: keyof DetectionScores): string => (row.scores.reduce((sum, score) => sum + score[of], 0) / row.scores.length).toFixed(3)

const columns: readonly TableColumn<Row>[] = [
  { head: 'set', width: 10, cell: ({ set }) => set },
  { head: 'method', width: 18, cell: ({ method }) => method },
  { head: 'precision', width: 9, cell: row => meanOf(row, 'precision') },
  { head: 'recall', width: 6, cell: row => meanOf(row, 'recall') },
  { head: 'F1', width: 5, cell: row => meanOf(row, 'f1') },
  { head: 'F1 by seed', width: 18, cell: ({ scores }) => scores.map(({ f1 }) => f1.toFixed(3)).join(' ') },
  { head: 'AUC', width: 5, cell: row => meanOf(row, 'areaUnderCurve') },
  { head: 's', width: 5, cell: ({ seconds }) => seconds.toFixed(1) },
]
