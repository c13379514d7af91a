/** What only fits load that are followed or resumed. */
export { fitIdentity, readFitCheckpoint, writeFitCheckpoint } from './fitCheckpoint.js'
export { searchStateReader } from './searchState.js'
