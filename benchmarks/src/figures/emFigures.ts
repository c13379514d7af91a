import { describeCase, usefulOperations, type EmCase } from '../em/cases.js'
import type { EmReport, EmTable } from '../em/emReport.js'
import { blasKernels } from '../em/emRun.js'
import { formatSpread, geometricMean, type Spread } from '../em/statistics.js'
import { describeLoad, isLoaded } from '../machineLoad.js'
import { describeProvenance } from '../provenance.js'

/** Text in place of a table that has not been measured. */
export const notMeasured = (command: string): string => `_No figures: \`${command}\` measures them._`

/** One sentence on iterations and whole fits. */
export function emSummary({ iterations, convergence }: EmReport): string {
  if (!iterations || !convergence) return notMeasured('npm run bench -- em')
  const sentence = ({ cells }: EmTable<Measured>, what: string): string => {
    const medians = speedups(cells)
    return medians.length === 0
      ? `${what} was not compared`
      : `${geometricMean(medians).toFixed(1)} times as fast for ${what} (geometric mean of ${medians.length} cells, ${Math.min(...medians).toFixed(1)} to ${Math.max(...medians).toFixed(1)})`
  }
  return (
    `Compared with scikit-learn${versionOf(iterations)}: ${sentence(iterations, 'one EM iteration')}, ` +
    `${sentence(convergence, 'a whole fit of the same log-likelihood')}.\n${captions([iterations, convergence])}`
  )
}

export function emIterations({ iterations }: EmReport): string {
  if (!iterations) return notMeasured('npm run bench -- em --only iterations')
  return table(
    ['one iteration', 'Mixtura, ms', 'GFLOP/s', 'scikit-learn, ms', 'its BLAS', 'times as fast (min to max)', 'gap, nats'],
    iterations.cells.map(({ emCase, mixtura, scikitLearn, speedup }) => [
      describeCase(emCase),
      mixtura.milliseconds.toFixed(1),
      (usefulOperations(emCase) / mixtura.milliseconds / 1e6).toFixed(1),
      scikitLearn ? scikitLearn.milliseconds.toFixed(1) : '-',
      blasKernels(scikitLearn),
      speedup ? formatSpread(speedup) : '-',
      scikitLearn ? Math.abs(mixtura.meanLogLikelihood - scikitLearn.meanLogLikelihood).toExponential(0) : '-',
    ]),
    iterations,
  )
}

export function emFits({ convergence }: EmReport): string {
  if (!convergence) return notMeasured('npm run bench -- em --only convergence')
  return table(
    ['whole fit', 'Mixtura, ms', 'scikit-learn, ms', 'its tol', 'its BLAS', 'times as fast (min to max)', 'its defaults, ms', 'loss of its defaults, nats'],
    convergence.cells.map(({ emCase, mixtura, scikitLearn, byDefault, speedup }) => [
      describeCase(emCase),
      mixtura.milliseconds.toFixed(0),
      scikitLearn ? scikitLearn.milliseconds.toFixed(0) : '-',
      scikitLearn ? `${scikitLearn.tolerance}${scikitLearn.reached ? '' : ', not reached'}` : '-',
      blasKernels(scikitLearn),
      speedup ? formatSpread(speedup) : '-',
      byDefault ? byDefault.milliseconds.toFixed(0) : '-',
      byDefault ? (mixtura.meanLogLikelihood - byDefault.meanLogLikelihood).toExponential(0) : '-',
    ]),
    convergence,
  )
}

export function emScaling({ scaling }: EmReport): string {
  if (!scaling) return notMeasured('npm run bench -- em --only scaling')
  return table(
    ['one iteration', 'Mixtura, ms', 'peak memory / data', 'scikit-learn, ms', 'peak memory / data'],
    scaling.cells.map(({ emCase, mixtura, scikitLearn }) => {
      const perData = (bytes: number): string => (bytes / (emCase.rows * emCase.columns * 8)).toFixed(2)
      return [
        describeCase(emCase),
        mixtura.milliseconds.toFixed(1),
        perData(mixtura.peakBytes),
        scikitLearn ? scikitLearn.milliseconds.toFixed(1) : '-',
        scikitLearn ? perData(scikitLearn.peakBytes) : '-',
      ]
    }),
    scaling,
  )
}

interface Measured {
  readonly emCase: EmCase
  readonly speedup: Spread | null
}

const speedups = (cells: readonly Measured[]): number[] => cells.flatMap(({ speedup }) => (speedup ? [speedup.median] : []))

function table<Cell extends Measured>(heads: readonly string[], rows: readonly (readonly string[])[], measured: EmTable<Cell>): string {
  const medians = speedups(measured.cells)
  const mean = medians.length > 0 ? `\n\nGeometric mean: ${geometricMean(medians).toFixed(1)} times as fast; minimum ${Math.min(...medians).toFixed(1)}.` : ''
  const lines = [heads, heads.map((_, i) => (i === 0 ? '---' : '---:')), ...rows].map(cells => `| ${cells.join(' | ')} |`)
  return `${lines.join('\n')}${mean}\n\n${captions([measured])}`
}

/** Captions with date, machine and versions, without repetitions. */
function captions(tables: readonly EmTable<Measured>[]): string {
  return [...new Set(tables.map(caption))].join('\n')
}

function caption({ provenance, kernels, threads, peak, peers, measuredUnderLoad, cells }: EmTable<Measured>): string {
  const { scikitLearn, mclust } = peers
  const pools = scikitLearn?.threadPools.map(({ library, version, architecture }) => [library, version, architecture].filter(Boolean).join(' ')) ?? []
  const peerVersions = [
    ...(scikitLearn ? [`scikit-learn ${scikitLearn.version}`, ...Object.entries(scikitLearn.libraries).map(pair => pair.join(' ')), ...new Set(pools)] : ['no scikit-learn']),
    ...(mclust ? [`mclust ${mclust}`] : []),
  ]
  return `_${describeProvenance(provenance)}; ${kernels}, peak of one thread ${peak.toFixed(0)} GFLOP/s; ${threads} threads each; compared with ${peerVersions.join(', ')}._${measuredUnderLoad ? loadOf(cells) : ''}`
}

/** Warning about the first cell that began on a loaded machine, or else about the cells that ended on one. */
function loadOf(cells: EmTable<Measured>['cells']): string {
  const began = cells.find(({ load }) => isLoaded(load.before))
  if (began) return ` **Measured on a loaded machine, so not comparable**: ${describeLoad(began.load.before)}.`
  const ended = cells.filter(({ load }) => isLoaded(load.after))
  const maxBusyCores = Math.max(...ended.map(({ load }) => load.after.busyCores))
  const names = ended.map(({ emCase }) => describeCase(emCase)).join('; ')
  return ` **Other programs were running just after ${ended.length} of ${cells.length} cells**, on up to ${maxBusyCores.toFixed(2)} cores (${names}), but just before none.`
}

const versionOf = ({ peers }: EmTable<Measured>): string => (peers.scikitLearn ? ` ${peers.scikitLearn.version}` : '')
