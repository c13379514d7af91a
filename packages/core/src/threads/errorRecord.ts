import { ColumnRangeError, DegenerateCovarianceError, InvalidOptionError, MixturaError, NonFiniteValuesError, ShapeError } from '@mixtura/numerics'
import {
  ConstantColumnError,
  DependentColumnsError,
  EmptyComponentError,
  InvalidModelError,
  NonFiniteLikelihoodError,
  TooFewRowsError,
} from '../errors.js'

/** An error as it crosses between threads, where only its message would survive. */
export interface ErrorRecord {
  readonly name: string
  readonly message: string
  readonly stack: string | undefined
  /** Of the class, such as code; numbers, texts and the like. */
  readonly fields: Readonly<Record<string, unknown>>
}

type ErrorClass = new (...parameters: never[]) => Error

/** What a fit may throw. */
const classes = new Map<string, ErrorClass>(
  Object.entries({
    ColumnRangeError, ConstantColumnError, DegenerateCovarianceError, DependentColumnsError, EmptyComponentError, InvalidModelError,
    InvalidOptionError, NonFiniteLikelihoodError, NonFiniteValuesError, ShapeError, TooFewRowsError,
  }),
)

export function toErrorRecord(error: unknown): ErrorRecord {
  if (!(error instanceof Error)) return { name: 'Error', message: String(error), stack: undefined, fields: {} }
  const { name, message, stack } = error
  return { name, message, stack, fields: error instanceof MixturaError ? { ...error } : {} }
}

/** The error again: of its class, with its fields, where core has that class; else an Error of that name. */
export function fromErrorRecord({ name, message, stack, fields }: ErrorRecord): Error {
  // A true Error whose class is the one named, without its constructor, which would write the message anew.
  const error = Reflect.construct(Error, [message], classes.get(name) ?? Error) as Error
  if (stack !== undefined) Object.defineProperty(error, 'stack', { value: stack, configurable: true, writable: true })
  return Object.assign(error, { name }, fields)
}

export function fromMixturaErrorRecord(record: ErrorRecord): MixturaError {
  const error = fromErrorRecord(record)
  if (error instanceof MixturaError) return error
  throw error
}
