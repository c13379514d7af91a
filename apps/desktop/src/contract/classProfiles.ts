import { z } from 'zod'
import { featureRoleSchema } from './roles.js'

/** An estimate with its standard error and the ends of its 95 % interval; null for one at the end of its range. */
const estimateSchema = z.object({
  estimate: z.number(),
  standardError: z.number().nullable(),
  lower: z.number().nullable(),
  upper: z.number().nullable(),
})

/** What the groups of a fit are like in each of its columns, in the columns' own units. */
export const classProfilesSchema = z.object({
  columns: z.array(z.object({
    name: z.string(),
    role: featureRoleSchema,
    /** [L] names of the levels; null for numbers and counts. */
    levels: z.array(z.string()).nullable(),
    groups: z.array(z.object({
      /** [L] the probability of each level, or [1] the mean. */
      estimates: z.array(estimateSchema),
      /** Of numbers and counts within the group; null for levels. */
      standardDeviation: z.number().nullable(),
      /** How much the column tells the group from all rows, nats. */
      divergence: z.number(),
    })),
  })),
})
export type ClassProfiles = z.infer<typeof classProfilesSchema>
export type ProfiledColumn = ClassProfiles['columns'][number]

/** [D] names of the levels of columns whose values are codes; null for columns of numbers. */
export type ColumnLevels = readonly (readonly string[] | null)[]
