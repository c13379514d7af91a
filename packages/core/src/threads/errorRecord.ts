import { CheckpointMismatchError, ColumnRangeError, DegenerateCovarianceError, InvalidCheckpointError, InvalidOptionError, MixturaError, NonFiniteValuesError, ShapeError } from '@mixtura/numerics'
import {
  ConstantColumnError,
  DependentColumnsError,
  EmptyComponentError,
  FarSampleError,
  InvalidModelError,
  NonFiniteLikelihoodError,
  TooFewRowsError,
} from '../errors.js'

/** An error in a form that keeps its class and fields between threads, where otherwise only the message would survive. */
export interface ErrorRecord {
  readonly name: string
  readonly message: string
  readonly stack: string | undefined
  /** Fields of the class, such as `code`: numbers, texts and the like. */
  readonly fields: Readonly<Record<string, unknown>>
}

type ErrorClass = new (...parameters: never[]) => Error

/** The errors of core and numerics that data and start of a fit can cause. They keep their class between threads, and fail one start of a search. */
const classes = new Map<string, ErrorClass>(
  Object.entries({
    CheckpointMismatchError, ColumnRangeError, ConstantColumnError, DegenerateCovarianceError, DependentColumnsError, EmptyComponentError, FarSampleError, InvalidCheckpointError, InvalidModelError,
    InvalidOptionError, NonFiniteLikelihoodError, NonFiniteValuesError, ShapeError, TooFewRowsError,
  }),
)

/** Whether an error is one of those listed here. Errors of a source, such as a lost connection, are not. */
export function isFitError(error: unknown): error is MixturaError {
  return error instanceof MixturaError && classes.get(error.name) === error.constructor
}

export function toErrorRecord(error: unknown): ErrorRecord {
  if (!(error instanceof Error)) return { name: 'Error', message: String(error), stack: undefined, fields: {} }
  const { name, message, stack } = error
  return { name, message, stack, fields: error instanceof MixturaError ? { ...error } : {} }
}

/** Restores the error with its class and fields; an Error with the same name if the class is not listed here. */
export function fromErrorRecord({ name, message, stack, fields }: ErrorRecord): Error {
  // Makes an Error with the prototype of the class, but without its constructor, which would compose the message again.
  const error = Reflect.construct(Error, [message], classes.get(name) ?? Error) as Error
  if (stack !== undefined) Object.defineProperty(error, 'stack', { value: stack, configurable: true, writable: true })
  return Object.assign(error, { name }, fields)
}

export function fromMixturaErrorRecord(record: ErrorRecord): MixturaError {
  const error = fromErrorRecord(record)
  if (error instanceof MixturaError) return error
  throw error
}
