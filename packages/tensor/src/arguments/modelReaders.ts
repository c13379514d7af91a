import { valueScale } from '../feeding/feedValues.js'
import { readActivation } from '../networks/activation.js'
import { sizes } from '../networks/network.js'

/** Readers of options that models of other packages share: whole numbers of at least 1, an activation, a scale of values. */
export const modelReaders = { sizes, activation: readActivation, valueScale } as const
