/** When to end training because a metric no longer improves. */
export interface EarlyStopOptions {
  /** Name of a metric in the records of epochs. */
  readonly metric: string
  /** The run ends after this many epochs without an improvement, from 1. */
  readonly patience: number
  /** Smallest change that counts as an improvement, in units of the metric; any change above 0 by default. */
  readonly minimumGain?: number
  /** Direction of improvement; 'lower' by default. */
  readonly better?: 'lower' | 'higher'
}

/** The best value so far, and how long ago it was reached. */
export interface EarlyStopState {
  /** Best value of the metric; undefined before the first epoch. */
  readonly best: number | undefined
  readonly epochsWithoutGain: number
}

export const beforeFirstEpoch: EarlyStopState = { best: undefined, epochsWithoutGain: 0 }

/** The state after an epoch with the metric `value`. */
export function afterEpoch(
  state: EarlyStopState,
  value: number,
  { minimumGain = 0, better = 'lower' }: EarlyStopOptions,
): EarlyStopState {
  const { best, epochsWithoutGain } = state
  const gain = best === undefined ? Infinity : better === 'lower' ? best - value : value - best
  return gain > minimumGain ? { best: value, epochsWithoutGain: 0 } : { best, epochsWithoutGain: epochsWithoutGain + 1 }
}
