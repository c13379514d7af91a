import { z } from 'zod'
import { annotationFields, fitRecordSchema, groupNameSchema } from './annotations.js'
import { deviceSchema, familyChoiceSchema, familyOptionsSchema } from './families.js'
import { ellipseSchema, featuresSchema, thirdAxisSchema, viewSchema } from './features.js'
import { imageShapeSchema } from './imageShape.js'
import { fitIdSchema } from './identifiers.js'
import { passModeSchema, residenceSchema } from './serverTable.js'

const float32 = z.instanceof(Float32Array)

export const fitRequestSchema = familyChoiceSchema.extend({ view: viewSchema })
export type FitRequest = z.infer<typeof fitRequestSchema>

/**
 * `queued`: the fit waits for another one that uses the same device. `interrupted`: the process of the fit, or the engine, has ended, and
 * the fit can be resumed. `stopped`: a person has ended the fit, and it keeps what it had learned.
 */
export const fitStatusSchema = z.enum(['queued', 'running', 'paused', 'completed', 'stopped', 'failed', 'interrupted'])
export type FitStatus = z.infer<typeof fitStatusSchema>

/** Images, one after the other. */
export const imagesSchema = z.object({
  shape: imageShapeSchema,
  /** [count, height, width, channels] row-major, 0 to 1: black to white. */
  pixels: float32,
})
export type Images = z.infer<typeof imagesSchema>

/** Points in a plane with the components around them. */
export const codesSchema = z.object({
  /** [M, 2] codes of some rows: the codes themselves if they have two numbers, otherwise their principal components. */
  positions: float32,
  /** [M] 0-based rows of the dataset. */
  rows: z.instanceof(Uint32Array),
  /** Components of the mixture of codes, in the same plane; empty if there is none yet. */
  ellipses: z.array(ellipseSchema),
  /** Share of the variance on each axis, 0 to 1; null if the codes have two numbers or one. */
  explained: z.tuple([z.number(), z.number()]).nullable(),
  /** Present if it was asked for and the codes have three numbers or more. */
  third: thirdAxisSchema.optional(),
})
export type Codes = z.infer<typeof codesSchema>

/** Something to draw while a model is fitted. Ellipses and samples are in the plane of the fit's view. */
export const pictureSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('ellipses'), ellipses: z.array(ellipseSchema) }),
  codesSchema.extend({ kind: z.literal('codes') }),
  imagesSchema.extend({ kind: z.literal('images') }),
  /** `positions` [M, 2] of rows that were sampled from the model. */
  z.object({ kind: z.literal('samples'), positions: float32 }),
])
export type Picture = z.infer<typeof pictureSchema>

/** Values of one metric since the previous report at the same place. */
export const metricTraceSchema = z.object({
  /** Key of `metrics` of the texts. */
  name: z.string(),
  /** Key of `units` of the texts. */
  unit: z.string(),
  steps: z.array(z.number()),
  /** null where a value is not finite. */
  values: z.array(z.number().nullable()),
})
export type MetricTrace = z.infer<typeof metricTraceSchema>

/** A number or a word that describes a fit. */
export const factSchema = z.object({
  /** Key of `facts` of the texts. */
  name: z.string(),
  /** A word that is a key of `choices` of the texts has its text there. null if a number is not finite. */
  value: z.union([z.number(), z.string(), z.boolean(), z.null()]),
  /** Key of `units` of the texts; '' for none. */
  unit: z.string(),
})
export type Fact = z.infer<typeof factSchema>

/** Progress of a running fit, of one shape for all families. Sent at most about twenty times a second. */
export const fitProgressSchema = z.object({
  fit: fitIdSchema,
  status: fitStatusSchema,
  seconds: z.number(),
  /** Key of `phases` of the texts. */
  phase: z.string(),
  /** Steps done in this phase, at this place. */
  step: z.number().int().nonnegative(),
  /** Maximum number of steps; null if it is unknown. */
  steps: z.number().nullable(),
  /** The outermost first: candidate 2 of 9, start 3 of 8. `name` is a key of `places` of the texts; `at` counts from 1. */
  places: z.array(z.object({ name: z.string(), at: z.number().int(), of: z.number().int() })),
  metrics: z.array(metricTraceSchema),
  /** null if there is nothing new to draw: the previous picture stays. */
  picture: pictureSchema.nullable(),
})
export type FitProgress = z.infer<typeof fitProgressSchema>

/** A metric over the steps that led to the model. */
export const curveSchema = z.object({
  /** Key of `metrics` of the texts. */
  name: z.string(),
  unit: z.string(),
  /** Key of `stepNames` of the texts. */
  step: z.string(),
  steps: z.array(z.number()),
  values: z.array(z.number().nullable()),
})
export type Curve = z.infer<typeof curveSchema>

/** A table of results, such as the candidates of a selection, best first. */
export const resultTableSchema = z.object({
  /** Key of `tables` of the texts. */
  name: z.string(),
  /** Each `name` is a key of `facts` of the texts. */
  columns: z.array(z.object({ name: z.string(), unit: z.string() })),
  rows: z.array(z.array(z.union([z.number(), z.string(), z.boolean(), z.null()]))),
  /** For each row, the fit that makes its model alone; null where there is none. */
  refits: z.array(z.object({ family: z.string(), options: familyOptionsSchema }).nullable()).optional(),
})
export type ResultTable = z.infer<typeof resultTableSchema>

/** A group of the rows: a component, or a known class. */
export const groupSchema = z.object({
  /** Name of the class; null for a component, which has only its number. */
  label: z.union([z.string(), z.number()]).nullable(),
  /** What a person calls it; null while it has no name of its own. Fits of earlier versions lack it. */
  name: groupNameSchema.nullable().default(null),
  /** Number of rows that the model assigns to it; null without `predict`. */
  size: z.number().int().nonnegative().nullable(),
  /** Weight in the mixture, 0 to 1; null if the model has none. */
  weight: z.number().nullable(),
})
export type Group = z.infer<typeof groupSchema>

export const fitErrorSchema = z.object({
  code: z.string(),
  message: z.string(),
  fields: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])),
})
export type FitError = z.infer<typeof fitErrorSchema>

export const fitSummarySchema = z.object({
  id: fitIdSchema,
  /** Kind of the family. */
  family: z.string(),
  /** Complete, with all defaults. */
  options: familyOptionsSchema,
  features: featuresSchema,
  status: fitStatusSchema,
  /** Place in the queue of its device, 1 for the next; null unless the fit is queued. */
  queuePosition: z.number().int().min(1).nullable(),
  rowsUsed: z.number().int().nonnegative(),
  rowsOmitted: z.number().int().nonnegative(),
  /**
   * Where its rows are. If they are not in memory, the window shows some drawn rows, and the passes of the fit go over all of them. Fits of
   * earlier versions lack it.
   */
  residence: residenceSchema.default('memory'),
  /** How servers computed its passes; null for other fits, and before the end. */
  passes: passModeSchema.nullable().default(null),
  /** Time spent on fitting, without pauses and waiting. */
  seconds: z.number(),
  /** What it computes on; null before it has begun. */
  device: deviceSchema.nullable(),
  /** Capabilities of the model, in the order in which they are shown; empty while there is no model. */
  capabilities: z.array(z.string()),
  /** Results; all of them are empty while there is no model. Likelihoods and criteria are those of the columns in their own units. */
  facts: z.array(factSchema),
  curves: z.array(curveSchema),
  /** While a fit runs: results so far, where the family has them. */
  tables: z.array(resultTableSchema),
  /** Empty if the model has no groups. */
  groups: z.array(groupSchema),
  /** Number of rows that the model assigns to no group (noise, or anomalies). */
  noiseSize: z.number().int().nonnegative(),
  /** Shape of the image that each row is; null if rows are no images. */
  imageShape: imageShapeSchema.nullable(),
  /** Whether there is a model: of a completed fit, or of a stopped fit that has a result. */
  hasModel: z.boolean(),
  /** Why it failed or was interrupted; null otherwise. */
  error: fitErrorSchema.nullable(),
  /** Whether it can continue from its last checkpoint, or from the beginning if there is none. */
  resumable: z.boolean(),
  title: annotationFields.title.default(null),
  note: annotationFields.note.default(''),
  /** null for fits of earlier versions. */
  record: fitRecordSchema.nullable().default(null),
})
export type FitSummary = z.infer<typeof fitSummarySchema>

export const fitReferenceSchema = z.object({ fit: fitIdSchema })
export type FitReference = z.infer<typeof fitReferenceSchema>

/** `now`: in the middle of a step. What was saved last is kept, and the fit can be resumed. */
export const stopRequestSchema = fitReferenceSchema.extend({ now: z.literal(true).optional() })
export type StopRequest = z.infer<typeof stopRequestSchema>

export const setViewRequestSchema = z.object({ fit: fitIdSchema, view: viewSchema })
export type SetViewRequest = z.infer<typeof setViewRequestSchema>
