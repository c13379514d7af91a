import { z } from 'zod'
import { datasetIdSchema, fitIdSchema } from './identifiers.js'

/** What a person calls a dataset or a fit, and writes beside it. */
export const annotationFields = {
  /** null while it has no name of its own. Sessions of earlier versions lack both. */
  title: z.string().min(1).max(120).nullable(),
  note: z.string().max(4000),
}

/** Without blanks at its ends. */
export const groupNameSchema = z.string().trim().min(1).max(80)

export const annotateFitRequestSchema = z.object({ fit: fitIdSchema, ...annotationFields })
export type AnnotateFitRequest = z.infer<typeof annotateFitRequestSchema>

/** What a person calls the groups of a fit: null for those without a name of their own. Of all groups, in their order. */
export const nameGroupsRequestSchema = z.object({ fit: fitIdSchema, names: z.array(groupNameSchema.nullable()).max(10_000) })
export type NameGroupsRequest = z.infer<typeof nameGroupsRequestSchema>

export const annotateDatasetRequestSchema = z.object({ dataset: datasetIdSchema, ...annotationFields })
export type AnnotateDatasetRequest = z.infer<typeof annotateDatasetRequestSchema>

export type Annotation = Pick<AnnotateFitRequest, 'title' | 'note'>

/** Where and from what a fit was made, so that it can be made again. Its seed is among its options, its device and time in its summary. */
export const fitRecordSchema = z.object({
  /** Milliseconds since 1970. */
  startedAt: z.number(),
  data: z.object({
    name: z.string(),
    rows: z.number().int().nonnegative(),
    /** SHA-256 of the file, hexadecimal; null until the fit has ended, and where there is no file. */
    sha256: z.string().nullable(),
  }),
  /** Of Studio, of the packages that fitted, and of Node. */
  versions: z.array(z.object({ name: z.string(), version: z.string() })),
})
export type FitRecord = z.infer<typeof fitRecordSchema>

/** Something that was removed, and can come back until the session ends. */
export const removalSchema = z.object({ removal: z.uuid() })
export type Removal = z.infer<typeof removalSchema>
