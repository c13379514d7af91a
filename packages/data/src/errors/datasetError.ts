/**
 * Everything this package refuses is one of these: `code` is stable and made for branching, the
 * message is one sentence for a person (what, where, and the next move), the other fields repeat
 * its facts.
 */
export abstract class DatasetError extends Error {
  abstract readonly code: string
}
