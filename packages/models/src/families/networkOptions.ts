/** Options of networks that families over deep and meta have in common, and what they ask of a table. */
import { type Acceptance, refused } from '../contract/acceptance.js'
import type { TableFacts } from '../contract/table.js'
import { automaticCountOption, choiceOption, countOption, countsOption, numberOption } from '../options/optionFields.js'

/** The network between rows and codes. 'automatic' leaves it to the fit. */
export const designOptions = {
  network: choiceOption({ text: 'network', values: ['automatic', 'dense', 'convolutional'], default: 'automatic' }),
  widths: countsOption({ text: 'widths', minimum: 1, maximum: 10_000, maximumLength: 8, default: [128, 64], when: { option: 'network', is: ['dense'] } }),
  filters: countsOption({ text: 'filters', minimum: 1, maximum: 1024, maximumLength: 4, default: [32, 64], when: { option: 'network', is: ['convolutional'] } }),
  window: countOption({ text: 'window', unit: 'pixels', minimum: 1, maximum: 15, default: 5, when: { option: 'network', is: ['convolutional'] }, advanced: true }),
}

/** Options of how rows go in, and of every training. @param batchSize rows per step by default. */
export const trainingOptions = (batchSize: number) => ({
  scale: choiceOption({ text: 'scale', values: ['automatic', 'standardize', 'none'], default: 'automatic', advanced: true }),
  batchSize: countOption({ text: 'batchSize', unit: 'rows', minimum: 1, maximum: 100_000, default: batchSize, advanced: true }),
  seed: countOption({ text: 'seed', minimum: 0, maximum: 2 ** 32 - 1, default: 0 }),
})

/** Adam's learning rate. */
export const learningRateOption = (standard: number, text = 'learningRate') =>
  numberOption({ text, minimum: 0, maximum: 1, above: true, default: standard, advanced: true })

export const epochsOption = (standard: number, text = 'epochs') => countOption({ text, unit: 'epochs', minimum: 0, maximum: 1_000_000, default: standard })

export const automaticEpochsOption = (text: string) => automaticCountOption({ text, unit: 'epochs', minimum: 1, maximum: 1_000_000 })

interface DesignChoice {
  readonly network: 'automatic' | 'dense' | 'convolutional'
  readonly widths: readonly number[]
  readonly filters: readonly number[]
  readonly window: number
}

/** A network as deep takes it. */
export type Design =
  | { readonly kind: 'dense'; readonly widths: readonly number[] }
  | { readonly kind: 'convolutional'; readonly filters: readonly number[]; readonly window: number }

/** The network that was asked for; absent if the choice is the fit's. */
export function designOf({ network, widths, filters, window }: DesignChoice): Design | undefined {
  switch (network) {
    case 'automatic':
      return undefined
    case 'dense':
      return { kind: 'dense', widths }
    case 'convolutional':
      return { kind: 'convolutional', filters, window }
  }
}

/** Refuses rows that are no images, or whose sides cannot be halved often enough, for convolutions. */
export function acceptsDesign({ imageShape }: TableFacts, { network, filters }: Pick<DesignChoice, 'network' | 'filters'>): Acceptance | false {
  if (network !== 'convolutional') return false
  if (!imageShape) return refused('noImages')
  const [height, width] = imageShape
  const divisor = 2 ** filters.length
  return (height % divisor > 0 || width % divisor > 0) && refused('indivisibleImages', { height, width, divisor })
}

/** Options of deep about the rows: their shape and scale, where they are not deep's own choice. */
export function givenRows({ imageShape }: Pick<TableFacts, 'imageShape'>, { scale }: { readonly scale: 'automatic' | 'standardize' | 'none' }): {
  readonly shape?: readonly number[]
  readonly scale?: 'standardize' | 'none'
} {
  return { ...(imageShape && { shape: imageShape }), ...(scale !== 'automatic' && { scale }) }
}
