import type { FitOptions } from '@mixtura/core'
import type { Matrix } from '@mixtura/numerics'
import { callback, optional, readOptions, signal, type OptionReaders } from '@mixtura/numerics/validation'
import type { EpochRecord } from './trainingPlan.js'

/** What can be drawn of a model while it is trained. */
export type TrainingView =
  /** Codes [M, C] of some rows. `rows` [M] are their numbers. */
  | { readonly kind: 'codes'; readonly codes: Matrix; readonly rows: Uint32Array }
  /** Rows [M, D] that the model generates or restores, in the units of the data. */
  | { readonly kind: 'samples'; readonly samples: Matrix }

/** Progress of a training or a fit: an epoch of one of its phases. */
export interface PhaseProgress<Phase extends string = string> {
  readonly phase: Phase
  /** Counted from 1 in each phase: an epoch of training, a pass of an embedding, or an E-step of a mixture fit. */
  readonly epoch: number
  /** Number of epochs of the phase; absent if it is not known beforehand, as for mixture fits. */
  readonly epochs?: number
  /** Of training, means over the epoch; of mixture fits, `meanLogLikelihood` in nats per row. */
  readonly metrics: Readonly<Record<string, number>>
  /** Computes a view of the model as it is after this epoch; present where there is one. Call it before you answer. */
  readonly view?: () => Promise<TrainingView>
}

/** Options to follow a training or a fit, to abort it and to stop it. */
export interface FollowOptions<Phase extends string> {
  /** Aborting rejects with the reason of the signal, in every phase. Checkpoints that were written stay. */
  readonly signal?: AbortSignal
  /**
   * Called after every epoch of every phase. The fit waits for the answer. 'stop' ends it, and it is not called again: the
   * result is made from what was learned so far.
   */
  readonly onProgress?: (progress: PhaseProgress<Phase>) => void | 'stop' | Promise<void | 'stop'>
}

/** Readers of the options to follow a fit, whatever its phases. */
export const followReaders: OptionReaders<FollowOptions<string>> = {
  signal: optional(signal),
  onProgress: optional(callback<NonNullable<FollowOptions<string>['onProgress']>>()),
}

/** Reports the phases of one fit, and remembers that it was told to stop. */
export interface PhaseFollower<Phase extends string> {
  /** The signal as an option, absent if there is none. */
  readonly abort: { readonly signal?: AbortSignal }
  /** Whether an answer was 'stop'. Phases that have not begun are then left out, or do the least that the result needs. */
  isStopped(): boolean
  report(progress: PhaseProgress<Phase>): Promise<void | 'stop'>
  /** Options of `runTraining` that report a phase. `view` must leave the training as it is. */
  training(
    phase: Phase,
    epochs: number,
    view?: () => Promise<TrainingView>,
  ): { readonly signal?: AbortSignal; readonly onEpoch: (record: EpochRecord) => Promise<void | 'stop'> }
  /** Options of core's fits that report a phase. A fit that begins after 'stop' ends with its first E-step. */
  mixtureFit(phase: Phase): Pick<FitOptions, 'signal' | 'onProgress'>
  /** A follower for work that must be completed. It reports as well, but 'stop' takes effect after the work. */
  toCompletion(): PhaseFollower<Phase>
}

type Given<Options> = { readonly [Name in keyof Options]: Options[Name] | undefined }

/** Makes the follower of one fit. @throws {InvalidOptionError} for a signal or callback of another type. */
export function followPhases<Phase extends string>(options: Given<FollowOptions<Phase>>): PhaseFollower<Phase> {
  const { signal, onProgress } = readOptions<FollowOptions<Phase>>('followPhases', options, followReaders)
  let isStopped = false
  async function report(progress: PhaseProgress<Phase>): Promise<void | 'stop'> {
    if (!isStopped) isStopped = (await onProgress?.(progress)) === 'stop'
    return isStopped ? 'stop' : undefined
  }
  const follower = { abort: signal ? { signal } : {}, isFollowed: onProgress !== undefined }
  return {
    ...reporting<Phase>({ ...follower, isStopped: () => isStopped, report }),
    toCompletion: () => reporting<Phase>({ ...follower, isStopped: () => false, report: async progress => void (await report(progress)) }),
  }
}

interface Reports<Phase extends string> extends Pick<PhaseFollower<Phase>, 'abort' | 'isStopped' | 'report'> {
  /** Whether there is an `onProgress`. */
  readonly isFollowed: boolean
}

function reporting<Phase extends string>({ abort, isFollowed, isStopped, report }: Reports<Phase>): PhaseFollower<Phase> {
  const follower: PhaseFollower<Phase> = {
    abort,
    isStopped,
    report,
    training: (phase, epochs, view) => ({ ...abort, onEpoch: ({ epoch, metrics }) => report({ phase, epoch, epochs, metrics, ...(view && { view }) }) }),
    mixtureFit(phase) {
      if (!isFollowed) return abort
      let epoch = 0
      return {
        ...abort,
        onProgress(progress) {
          if (progress.phase === 'draw') return isStopped() ? 'stop' : undefined
          const { meanLogLikelihood } = progress
          return report({ phase, epoch: ++epoch, metrics: { meanLogLikelihood } })
        },
      }
    },
    toCompletion: () => follower,
  }
  return follower
}
