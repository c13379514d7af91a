/** What fits of networks have in common: progress, curves, the backend in their facts and scripts. */
import type { CheckpointStore, EpochRecord, PhaseProgress, TrainingView } from '@mixtura/tensor'
import type { FitRecord } from '../contract/defineFamily.js'
import type { Curve, Fact } from '../contract/fittedModel.js'
import type { Picture } from '../contract/progress.js'
import type { Table } from '../contract/table.js'
import type { FitRun } from '../running/fitReporter.js'
import type { FitScript } from '../scripts/fitScript.js'

type Metrics = Readonly<Record<string, number>>

/** Names of metrics in the catalogue by their names in deep and meta. Others are not shown. */
type MetricNames = Readonly<Record<string, string>>

/** Milliseconds between two pictures of a phase. A picture takes up to some tenths of a second. */
const pictureEvery = 1000

/**
 * Options that connect a fit of deep or meta with the run: progress, pictures, stop, abort.
 *
 * @param names for each phase.
 */
export function followNetwork<Phase extends string>(
  run: FitRun,
  names: Readonly<Record<Phase, MetricNames>>,
  { imageShape }: Pick<Table, 'imageShape'> = {},
): {
  readonly onProgress: (progress: PhaseProgress<Phase>) => Promise<'stop' | undefined>
  readonly signal?: AbortSignal
} {
  let drawnAt = -Infinity
  let drawnPhase: Phase | undefined

  async function picture(phase: Phase, view: () => Promise<TrainingView>): Promise<Picture | null> {
    if (phase === drawnPhase && performance.now() - drawnAt < pictureEvery) return null
    const seen = await view()
    drawnAt = performance.now()
    drawnPhase = phase
    return seen.kind === 'samples' && imageShape ? { kind: 'images', images: seen.samples, shape: imageShape } : seen
  }

  return {
    ...(run.signal && { signal: run.signal }),
    onProgress: ({ phase, epoch, epochs, metrics, view }) =>
      run.report({
        phase,
        step: epoch,
        steps: epochs ?? null,
        metrics: renamed(metrics, names[phase]),
        ...(view && { picture: () => picture(phase, view) }),
      }),
  }
}

const renamed = (metrics: Metrics, names: MetricNames): Metrics =>
  Object.fromEntries(Object.entries(metrics).flatMap(([name, value]) => (name in names ? [[names[name], value]] : [])))

/** The run's store as the option of deep and meta. Their trainings write a checkpoint after every epoch, and within long epochs when one is due. */
export const ownCheckpoints = ({ checkpoints, checkpointEvery }: FitRun): { readonly checkpoints?: { readonly store: CheckpointStore; readonly everySeconds: number } } =>
  checkpoints ? { checkpoints: { store: checkpoints, everySeconds: checkpointEvery / 1000 } } : {}

/** Curves of the metrics over the epochs, where they have values. @param units by the names in the catalogue. */
export function epochCurves(history: readonly EpochRecord[], names: MetricNames, units: Readonly<Record<string, string>>): readonly Curve[] {
  return Object.entries(names).flatMap(([own, name]) => {
    const records = history.filter(({ metrics }) => own in metrics)
    if (records.length === 0) return []
    const [steps, values] = [records.map(({ epoch }) => epoch), records.map(({ metrics }) => metrics[own])]
    return [{ name, unit: units[name], step: 'epoch', steps, values }]
  })
}

/** Metrics of the last epoch, where they have values. There are none if no epoch was completed. @param units by the names in the catalogue. */
export function lastFacts(history: readonly EpochRecord[], names: MetricNames, units: Readonly<Record<string, string>>): readonly Fact[] {
  const last = history.at(-1)?.metrics ?? {}
  return Object.entries(names).flatMap(([own, name]) => (own in last ? [{ name, value: last[own], unit: units[name] }] : []))
}

/** How a fit ended, and the backend of TensorFlow.js that it ran on: the same backend repeats its numbers. */
export async function endFacts(end: 'finished' | 'converged' | 'stopped'): Promise<readonly Fact[]> {
  const { currentBackend } = await import('@mixtura/tensor')
  return [
    { name: 'stopped', value: end === 'stopped', unit: '' },
    { name: 'backend', value: currentBackend() ?? '', unit: '' },
  ]
}

/** A script on deep or meta, on the backend of the fit. */
export function networkScript({ facts }: Pick<FitRecord<object>, 'facts'>, { imports, lines, ...rest }: FitScript): FitScript {
  const backend = facts.find(({ name }) => name === 'backend')!.value
  return {
    ...rest,
    imports: { ...imports, '@mixtura/tensor': ['useBackend', ...(imports['@mixtura/tensor'] ?? [])] },
    lines: ['// Other backends round otherwise.', `await useBackend('${backend}')`, ...lines],
  }
}
