/** The door `@mixtura/core/validation`: readers and limits of core's own options, for packages whose functions take them too. */
export { drawReaders } from '../mixture/drawOptions.js'
export { regularization } from '../fit/fitOptionReaders.js'
export { minMeanWeight } from '../statistics/rowKnowledge.js'
