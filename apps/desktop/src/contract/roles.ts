import { z } from 'zod'

/** What the cells of a column are in a mixture of mixed columns. */
export const featureRoleSchema = z.enum(['number', 'category', 'ordinal', 'count', 'binary'])
export type FeatureRole = z.infer<typeof featureRoleSchema>

/** How a column is read as a feature, as @mixtura/data takes it. */
export const roleRequestSchema = z.object({
  role: featureRoleSchema,
  /** The levels in their order; by default those of the column, numbers by size and words by the alphabet. */
  levels: z.array(z.string()).min(2).optional(),
  date: z.enum(['days', 'year', 'month', 'weekday', 'hour']).optional(),
})
export type RoleRequest = z.infer<typeof roleRequestSchema>

/** The role that the cells of a column suggest, and why. */
export const roleProposalSchema = z.object({
  /** Null if the column is left out unless it is asked for. */
  role: featureRoleSchema.nullable(),
  reason: z.enum([
    'constant', 'identifier', 'free-text', 'date', 'two-levels', 'few-levels', 'zero-one', 'too-few-numbers', 'fractions', 'negative-numbers', 'many-whole-numbers', 'whole-numbers-from-zero',
    'consecutive-whole-numbers', 'few-whole-numbers',
  ]),
  /** Other roles that are plausible. */
  alternatives: z.array(featureRoleSchema),
})
export type RoleProposal = z.infer<typeof roleProposalSchema>
