/** When more epochs would bring nothing. */
export interface EarlyStopOptions {
  /** Of the epoch's record. */
  readonly metric: string
  /** Whole epochs without a gain after which the run ends, from 1. */
  readonly patience: number
  /** What counts as a gain, in units of the metric; more than 0 by default. */
  readonly minimumGain?: number
  /** 'lower' by default. */
  readonly better?: 'lower' | 'higher'
}

/** The best epoch so far. */
export interface EarlyStopState {
  /** Undefined before the first epoch. */
  readonly best: number | undefined
  readonly epochsWithoutGain: number
}

export const beforeFirstEpoch: EarlyStopState = { best: undefined, epochsWithoutGain: 0 }

/** The state after an epoch whose metric is `value`. */
export function afterEpoch(
  state: EarlyStopState,
  value: number,
  { minimumGain = 0, better = 'lower' }: EarlyStopOptions,
): EarlyStopState {
  const { best, epochsWithoutGain } = state
  const gain = best === undefined ? Infinity : better === 'lower' ? best - value : value - best
  return gain > minimumGain ? { best: value, epochsWithoutGain: 0 } : { best, epochsWithoutGain: epochsWithoutGain + 1 }
}
