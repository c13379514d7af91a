import { z } from 'zod'
import { featuresSchema } from './features.js'
import { imageShapeSchema } from './imageShape.js'
import { residenceSchema } from './serverTable.js'

/** Languages of the catalogue's texts. They are those of the window. */
export const languageSchema = z.enum(['en', 'zh'])
export type Language = z.infer<typeof languageSchema>

/** The same text in each language. */
export const localizedTextSchema = z.record(languageSchema, z.string())
export type LocalizedText = z.infer<typeof localizedTextSchema>

const words = z.record(z.string(), z.string())

/** Texts of one language by section and key, as the catalogue has them. */
export const textsSchema = z.object({
  /** By the kind of the family. */
  families: z.record(z.string(), z.object({ name: z.string(), summary: z.string(), synonyms: z.array(z.string()) })),
  options: z.record(z.string(), z.object({ name: z.string(), explanation: z.string() })),
  /** Values of options that are words. */
  choices: words,
  refusals: z.record(z.string(), z.object({ reason: z.string(), remedy: z.string() })),
  phases: words,
  places: words,
  /** What is counted along the axis of a curve. */
  stepNames: words,
  metrics: words,
  facts: words,
  tables: words,
  units: words,
  /** By the name of the capability. */
  capabilities: words,
})
export type FamilyTexts = z.infer<typeof textsSchema>

const presented = {
  /** Name of the option in `options` of a fit. */
  name: z.string(),
  /** Key of `options` of the texts. */
  text: z.string(),
  /** Key of `units` of the texts; '' for none. */
  unit: z.string(),
  /** If present, the option has no effect unless another option has one of these values. */
  when: z.object({ option: z.string(), is: z.array(z.union([z.string(), z.number(), z.boolean()])) }).optional(),
  /** Whether it belongs to the options that most fits leave alone. */
  advanced: z.boolean(),
}
const bounds = { minimum: z.number(), maximum: z.number() }

/** An option of a family: enough for one field of a form. */
export const optionDescriptionSchema = z.discriminatedUnion('kind', [
  /** A whole number. With `automatic`, also the word 'automatic', which leaves the choice to the fit. */
  z.object({ ...presented, kind: z.literal('count'), ...bounds, automatic: z.boolean(), default: z.union([z.number(), z.literal('automatic')]) }),
  /** A number; `minimum` itself is excluded if `above` is true. */
  z.object({ ...presented, kind: z.literal('number'), ...bounds, above: z.boolean(), automatic: z.boolean(), default: z.union([z.number(), z.literal('automatic')]) }),
  /** One of the values, each a key of `choices` of the texts. `remedies`: by the codes of errors of a fit, the value with which they do not arise. */
  z.object({ ...presented, kind: z.literal('choice'), values: z.array(z.string()), default: z.string(), remedies: z.record(z.string(), z.string()).optional() }),
  /** Several of the values, at least one. */
  z.object({ ...presented, kind: z.literal('choices'), values: z.array(z.string()), default: z.array(z.string()) }),
  /** { minimum, maximum }: whole numbers, both included. */
  z.object({ ...presented, kind: z.literal('range'), ...bounds, default: z.object(bounds) }),
  /** A list of whole numbers, such as the widths of layers. */
  z.object({ ...presented, kind: z.literal('counts'), ...bounds, maximumLength: z.number(), default: z.array(z.number()) }),
  z.object({ ...presented, kind: z.literal('flag'), default: z.boolean() }),
])
export type OptionDescription = z.infer<typeof optionDescriptionSchema>

export const familySchema = z.object({
  kind: z.string(),
  /** `tensorflow` if its fits use TensorFlow.js, and so a GPU where there is one. */
  engine: z.enum(['core', 'tensorflow']),
  /** Whether it needs the known classes of the rows, `features.label`. */
  usesLabels: z.boolean(),
  /** Whether it takes columns of other roles than numbers, `features.roles`. */
  takesRoles: z.boolean().optional(),
  /** In the order of the form. */
  options: z.array(optionDescriptionSchema),
  /** Capabilities that its models can have, in the order in which they are shown. */
  capabilities: z.array(z.string()),
  /** Keys of `phases` of the texts, in the order of a fit, which may skip some. */
  phases: z.array(z.string()),
  /** Unit of each metric of progress and curves. */
  metrics: z.record(z.string(), z.string()),
  /** Texts that this family has instead of, or beyond, those of the whole list. */
  texts: z.record(languageSchema, textsSchema.partial()).nullable(),
})
export type Family = z.infer<typeof familySchema>

/** Everything that the window knows of model families. */
export const familyListSchema = z.object({
  families: z.array(familySchema),
  /** Texts of all families. `texts` of a family are looked up first. */
  texts: z.record(languageSchema, textsSchema),
})
export type FamilyList = z.infer<typeof familyListSchema>

/** Options of a fit by their names. The family's schema reads them; the fields that are left out have their defaults. */
export const familyOptionsSchema = z.record(z.string(), z.unknown())
export type FamilyOptions = z.infer<typeof familyOptionsSchema>

export const familyChoiceSchema = z.object({
  features: featuresSchema,
  /** Kind of a family of `listFamilies`. */
  family: z.string().min(1).max(100),
  options: familyOptionsSchema,
})
export type FamilyChoice = z.infer<typeof familyChoiceSchema>

/** Whether the family can be fitted to the table with these options. Options out of range reject with `invalid-option`. */
export const assessmentSchema = z.object({
  rows: z.number().int().nonnegative(),
  rowsOmitted: z.number().int().nonnegative(),
  /** Where the rows are while such a fit runs. */
  residence: residenceSchema,
  /** Memory for all rows, if the table stays on disk but such a fit reads it; null otherwise. */
  rowBytes: z.number().nullable(),
  /** Why not, and what to do; null if it can. */
  refusal: z.object({ reason: localizedTextSchema, remedy: localizedTextSchema }).nullable(),
  /** Capabilities of a model that is fitted with these options. */
  capabilities: z.array(z.string()),
  /** Number of classes of `features.label`; null without one. */
  classes: z.number().int().nonnegative().nullable(),
  /** Shape of the image that each row is; null if rows are no images. */
  imageShape: imageShapeSchema.nullable(),
})
export type Assessment = z.infer<typeof assessmentSchema>

/** What a fit computes on. */
export const deviceSchema = z.object({
  /** `core`, or the backend of TensorFlow.js. */
  backend: z.string(),
  /** Name of the processor or GPU. */
  name: z.string(),
  /** Number of threads; null if the backend decides it. */
  threads: z.number().int().nullable(),
  /**
   * Every faster backend, with a code for why it is not in use, `not-installed`; null in sessions that were saved before there were codes.
   * The reason is also an English clause, "@tensorflow/tfjs-node is not installed"; what to do about it is an English sentence.
   */
  passedOver: z.array(z.object({ backend: z.string(), code: z.string().nullable().default(null), reason: z.string(), remedy: z.string() })),
})
export type Device = z.infer<typeof deviceSchema>

/** What a fit would cost. The first estimate of an engine takes seconds, because the device is measured. */
export const estimateSchema = z.object({
  /** Wall-clock time. */
  seconds: z.number().nonnegative(),
  /** Memory beyond the table itself. */
  bytes: z.number().nonnegative(),
  device: deviceSchema,
})
export type Estimate = z.infer<typeof estimateSchema>
