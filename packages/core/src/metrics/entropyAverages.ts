import { choice, type Reader } from '@mixtura/numerics/validation'

/** Averages of the entropies of two labellings: the information that they can share at most. */
export const entropyAverages = {
  arithmetic: (a: number, b: number) => (a + b) / 2,
  geometric: (a: number, b: number) => Math.sqrt(a * b),
  min: Math.min,
  max: Math.max,
} as const

export type EntropyAverage = keyof typeof entropyAverages

export const readEntropyAverage: Reader<EntropyAverage> = choice(['arithmetic', 'geometric', 'min', 'max'])
