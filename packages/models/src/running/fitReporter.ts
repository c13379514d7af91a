import { callback, count, flag, numberIn, optional, type OptionReaders, readOptions, requireObject, signal as abortSignal } from '@mixtura/numerics/validation'
import type { CheckpointStore } from '@mixtura/tensor'
import type { ResultTable } from '../contract/fittedModel.js'
import type { FitControl } from '../contract/modelFamily.js'
import type { FitProgress, MetricTrace, Picture, Place } from '../contract/progress.js'

const milliseconds = optional(numberIn({ atLeast: 0, unit: 'milliseconds', example: 50 }))

const controlReaders: OptionReaders<FitControl> = {
  signal: optional(abortSignal),
  onProgress: optional(callback()),
  reportEvery: milliseconds,
  pictures: optional(flag),
  threads: optional(count(1)),
  checkpoints: optional((name, value) => {
    const fields = { write: 'function', read: 'function', remove: 'function', names: 'function' } as const
    requireObject(`option ${name}`, value, { what: 'a store of checkpoints', fields, remedy: 'Pass for example memoryCheckpointStore() of @mixtura/tensor.' })
    return value as CheckpointStore
  }),
  checkpointEvery: milliseconds,
}

/** Name of the checkpoint of a fit in its store. */
const checkpointName = 'fit'

/** One step of a fit, as a family reports it. Pictures, tables and checkpoints are functions, which are called only if they are due. */
export interface StepReport {
  readonly phase: string
  readonly step: number
  readonly steps: number | null
  readonly places?: readonly Place[]
  /** Values by name. Their units are in `metrics` of the family. */
  readonly metrics?: Readonly<Record<string, number>>
  readonly picture?: () => Picture | null | Promise<Picture | null>
  /** Results so far. */
  readonly tables?: () => readonly ResultTable[]
  /** The state of the fit as bytes, for `resume`. */
  readonly checkpoint?: () => Uint8Array | Promise<Uint8Array>
}

/** A fit in progress, as the family sees it. */
export interface FitRun {
  readonly signal?: AbortSignal
  /** The checkpoint of an earlier fit in the store, if there is one. */
  readonly resume?: Uint8Array
  /** Largest number of threads; undefined for as many as the host runs at once. */
  readonly threads?: number
  /** The store, for fits that write their own checkpoints. */
  readonly checkpoints?: CheckpointStore
  /** Milliseconds between two checkpoints. */
  readonly checkpointEvery: number
  /** A family calls this after every step and waits for the answer. 'stop' ends the fit. */
  readonly report: (report: StepReport) => Promise<'stop' | undefined>
}

/**
 * Follows the steps of a fit: gathers their metrics, reports progress and writes checkpoints when they are due.
 *
 * @throws {InvalidOptionError} {ShapeError} for invalid options of the control.
 * @throws the reason of an aborted signal.
 */
export async function startRun(units: Readonly<Record<string, string>>, control: FitControl): Promise<FitRun> {
  const { signal, onProgress, reportEvery = 50, pictures = true, threads, checkpoints, checkpointEvery = 2000 } = readOptions<FitControl>('fit', control, controlReaders)
  signal?.throwIfAborted()
  const resume = await checkpoints?.read(checkpointName)
  let reportedAt = -Infinity
  let savedAt = performance.now()
  let phase: string | undefined
  let place = ''
  let isStopped = false
  let isSavedAsStopped = false
  let traces = new Map<string, { readonly steps: number[]; readonly values: number[] }>()

  function gather({ step, metrics = {} }: StepReport): void {
    for (const [name, value] of Object.entries(metrics)) {
      const trace = traces.get(name) ?? { steps: [], values: [] }
      traces.set(name, trace)
      trace.steps.push(step)
      trace.values.push(value)
    }
  }

  async function progressOf(report: StepReport): Promise<FitProgress> {
    const metrics: MetricTrace[] = Array.from(traces, ([name, trace]) => ({ name, unit: units[name], ...trace }))
    const { step, steps, places = [] } = report
    const picture = pictures ? await report.picture?.() : undefined
    return { phase: report.phase, step, steps, places, metrics, picture: picture ?? null, ...(report.tables && { tables: report.tables() }) }
  }

  return {
    ...(signal && { signal }),
    ...(resume && { resume }),
    ...(threads && { threads }),
    ...(checkpoints && { checkpoints }),
    checkpointEvery,
    async report(report) {
      const isNewPhase = report.phase !== phase
      const placeNow = placeOf(report)
      // Values of another start or candidate do not belong to this curve.
      if (isNewPhase || placeNow !== place) traces = new Map()
      phase = report.phase
      place = placeNow
      if (onProgress) gather(report)
      /** Whether it wrote a checkpoint: some steps have none. */
      const save = async (): Promise<boolean> => {
        if (!checkpoints || !report.checkpoint) return false
        await checkpoints.write(checkpointName, await report.checkpoint())
        savedAt = performance.now()
        return true
      }
      const now = performance.now()
      if (onProgress && (isNewPhase || now - reportedAt >= reportEvery)) {
        let isAnswered = false
        const saveBeforeAnswer = async (): Promise<void> => {
          // After the answer the fit has moved on: the state of this step is no longer there to write.
          if (!isAnswered) await save()
        }
        const answer = await onProgress(await progressOf(report), saveBeforeAnswer)
        isAnswered = true
        traces = new Map()
        reportedAt = performance.now()
        isStopped ||= answer === 'stop'
      }
      const isDue = isStopped ? !isSavedAsStopped : now - savedAt >= checkpointEvery
      // A step without a checkpoint does not count as saved: the next one that has a checkpoint writes it.
      if (isDue && (await save())) isSavedAsStopped = isStopped
      return isStopped ? 'stop' : undefined
    },
  }
}

const placeOf = ({ places = [] }: StepReport): string => places.map(({ name, at }) => `${name} ${at}`).join(', ')
