import { z } from 'zod'

/** Height, width and channels of an image. */
export const imageShapeSchema = z.tuple([z.number().int().min(1), z.number().int().min(1), z.number().int().min(1)])
export type ImageShape = z.infer<typeof imageShapeSchema>
