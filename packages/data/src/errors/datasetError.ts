import { MixturaError } from '@mixtura/numerics'

/**
 * Everything this package refuses in a file or in the way to read it is one of these: `code` is stable and made
 * for branching, the message is one sentence for a person (what, where, and the next move), the other fields repeat
 * its facts. Other arguments of wrong types are core's `ShapeError` and `InvalidOptionError`.
 */
export abstract class DatasetError extends MixturaError {}
