import { z } from 'zod'
import { ellipseSchema, viewSchema } from './features.js'
import { fitIdSchema } from './identifiers.js'

export const pathRequestSchema = z.object({ fit: fitIdSchema, view: viewSchema })
export type PathRequest = z.infer<typeof pathRequestSchema>

/** A fit after one of its steps. */
export const momentSchema = z.object({
  /** Key of `phases` of the texts. */
  phase: z.string(),
  step: z.number().int().nonnegative(),
  /** As in reports of progress. */
  places: z.array(z.object({ name: z.string(), at: z.number().int(), of: z.number().int() })),
  /** Of the metric of the path; null where it is not finite. */
  value: z.number().nullable(),
  /** In the plane of the view. */
  ellipses: z.array(ellipseSchema),
})
export type Moment = z.infer<typeof momentSchema>

/** The steps of a fit that led to its model, which is fitted once more for it. */
export const fitPathSchema = z.object({
  /** What is followed: `name` is a key of `metrics` of the texts, `unit` one of `units`. Null if the fit reports none. */
  metric: z.object({ name: z.string(), unit: z.string() }).nullable(),
  /** In their order; empty if the steps of the family cannot be drawn as components. Of many steps, some are left out at equal distances. */
  moments: z.array(momentSchema),
})
export type FitPath = z.infer<typeof fitPathSchema>

/** A fit that took longer is not repeated to show its steps, s. */
export const longestReplayedFit = 30
