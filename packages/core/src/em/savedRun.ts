import type { PlainValue } from '@mixtura/numerics'
import type { Reader } from '@mixtura/numerics/validation'
import type { CovarianceType } from '../covariance/covarianceStructure.js'
import type { EmRun } from './em.js'

/** A run of EM, with what it needs to continue if it may. */
export type SavableRun = Omit<EmRun, 'progress'> & Partial<Pick<EmRun, 'progress'>>

/** What the runs of a fit have in common. */
export interface RunShape {
  readonly covarianceType: CovarianceType
  readonly components: number
  readonly columns: number
  /** Numbers and arrays that a fit adds to parameters and statistics, such as a noise weight, by name. */
  readonly added?: {
    readonly parameters: Readonly<Record<string, Reader<number | Float64Array>>>
    readonly statistics: Readonly<Record<string, Reader<number | Float64Array>>>
  }
}

/** The run as plain values; `runReader` makes a run of them that continues to the same bits. */
export function savedRun({ progress, ...run }: SavableRun): PlainValue {
  const saved = { ...run, progress: progress && { ...progress, acceleration: progress.acceleration?.state() } }
  return saved as unknown as PlainValue
}
