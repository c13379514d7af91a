import { arrangementTwins } from './arrangement.js'
import { entrywiseTwins } from './entrywise.js'
import type { KernelTwin } from './kernelCase.js'
import { productTwins } from './products.js'
import { reductionTwins } from './reductions.js'

/** Float64 implementation of every kernel that models may call. */
export const kernelTwins: Readonly<Record<string, KernelTwin>> = {
  ...arrangementTwins,
  ...entrywiseTwins,
  ...productTwins,
  ...reductionTwins,
}
