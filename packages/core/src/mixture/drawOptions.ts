import { optional, type OptionReaders, requireComponent, seed } from '@mixtura/numerics/validation'

/** Options of every `sample(count, options)`. */
export interface DrawOptions {
  /** Whole number from 0; 0 by default. With the same seed, a smaller draw is the beginning of a larger one. */
  readonly seed?: number
  /** Index of the component to draw from; by default components are drawn by their weights. */
  readonly component?: number
}

/** Readers of the options of a model with `components` components. */
export function drawReaders(components: number): OptionReaders<DrawOptions> {
  return {
    seed: optional(seed),
    component: optional((_name, value) => {
      requireComponent(value, components)
      return value
    }),
  }
}
