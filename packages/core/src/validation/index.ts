/** The door `@mixtura/core/validation`: readers of core's own options, for packages whose functions take them too. */
export { regularization } from '../fit/fitOptionReaders.js'
