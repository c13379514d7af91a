/** The door `@mixtura/core/validation`: how every package of Mixtura reads its arguments. Not meant for users of them. */
export { describeValue } from './describeValue.js'
export { largestCount, requireChoice, requireCount, requireSeed } from './options.js'
export { isArrayLike, readNumbers } from './readNumbers.js'
export { callback, choice, count, flag, list, numberIn, optional, probability, seed, signal } from './readers.js'
export type { NumberRange } from './readers.js'
export { isRecord, readOptions, record, withoutReaders } from './readOptions.js'
export type { OptionReaders, Reader } from './readOptions.js'
