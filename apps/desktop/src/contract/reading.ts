import { z } from 'zod'
import { datasetIdSchema } from './identifiers.js'
import { preparationStepSchema } from './preparation.js'

const decimalSchema = z.enum(['.', ','])
const thousandsSchema = z.enum(['', ',', '.', "'", ' '])
const quoteSchema = z.enum(['"', "'", ''])
const escapeSchema = z.enum(['doubled', 'backslash'])
const orientationSchema = z.enum(['records', 'lines', 'columns', 'index', 'split', 'values', 'table'])

function choiceSchema<Value extends z.ZodType>(value: Value) {
  return z.object({
    value,
    /** `given` by a person, evident from the file (`found`), the most likely of several (`guessed`), or one that fits no better than others (`unsure`). */
    source: z.enum(['given', 'found', 'guessed', 'unsure']),
    alternatives: z.array(value),
  })
}

export const noteCodes = [
  'decimal-or-thousands', 'decimal-by-column', 'thousands-by-column', 'decimal-by-delimiter', 'leading-zeros', 'long-integers',
  'time-or-version', 'code-or-exponent', 'mixed-signs', 'words-among-numbers', 'signs-around',
] as const

const columnDialectSchema = z.object({
  name: z.string(),
  /** Decimal sign of a number column; null for other columns. */
  decimal: decimalSchema.nullable(),
  thousands: thousandsSchema.nullable(),
  /** Words that count as missing. An empty cell is always missing. */
  missing: z.array(z.string()),
  /** Why the column is read as it is, where that is not obvious. */
  note: z.object({ code: z.enum(noteCodes), fields: z.record(z.string(), z.union([z.string(), z.number()])) }).nullable(),
})
export type ColumnDialect = z.infer<typeof columnDialectSchema>

/** How a text file was read: every choice with its alternatives. */
export const dialectSchema = z.object({
  encoding: choiceSchema(z.string()),
  /** Only for CSV and TSV; null for JSON. The same holds for the fields below up to `skipRows`. */
  delimiter: choiceSchema(z.string()).nullable(),
  quote: choiceSchema(quoteSchema).nullable(),
  escape: choiceSchema(escapeSchema).nullable().default(null),
  header: choiceSchema(z.boolean()).nullable(),
  skipRows: choiceSchema(z.number().int().nonnegative()).nullable(),
  /** Only for JSON. */
  orientation: choiceSchema(orientationSchema).nullable(),
  /** Number of blank lines between rows that were left out. */
  blankLines: z.number().int().nonnegative().default(0),
  columns: z.array(columnDialectSchema),
})
export type Dialect = z.infer<typeof dialectSchema>

/** A person's choices of how a file is read. They replace the detected ones. */
export const readingSchema = z.object({
  /** The sheet of a spreadsheet, or the table of a database. */
  table: z.string().min(1).max(1000).optional(),
  encoding: z.string().max(40).optional(),
  delimiter: z.string().max(10).optional(),
  quote: quoteSchema.optional(),
  escape: escapeSchema.optional(),
  header: z.boolean().optional(),
  skipRows: z.number().int().min(0).max(1_000_000).optional(),
  orientation: orientationSchema.optional(),
  columns: z.record(z.string(), z.object({
    decimal: decimalSchema.optional(),
    thousands: thousandsSchema.optional(),
    missing: z.array(z.string()).max(1000).optional(),
  })).optional(),
  /** The steps that make further columns, in their order. What they learned is kept, so that they make the same columns wherever the file is opened. */
  prepare: z.array(preparationStepSchema).max(100).optional(),
})
export type Reading = z.infer<typeof readingSchema>

export const setReadingRequestSchema = z.object({ dataset: datasetIdSchema, reading: readingSchema })
export type SetReadingRequest = z.infer<typeof setReadingRequestSchema>
