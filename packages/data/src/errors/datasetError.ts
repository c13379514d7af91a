import { MixturaError } from '@mixtura/numerics'

/**
 * Base of the errors that this package throws for a file or for options of reading it. `code` is stable, for use in
 * branches. The message is one sentence for people: what is wrong, where, and what to do next. The other fields repeat
 * its facts. For other arguments of wrong types, core's `ShapeError` and `InvalidOptionError` are thrown.
 */
export abstract class DatasetError extends MixturaError {}
