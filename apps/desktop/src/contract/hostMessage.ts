import { z } from 'zod'
import type { EngineState } from './host.js'
import { fileHandleSchema } from './identifiers.js'

export const engineStateSchema: z.ZodType<EngineState> = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('ready') }),
  z.object({ kind: z.literal('lost'), message: z.string() }),
])

/** Messages from the web host itself to a window, as JSON text. Binary messages are frames of the engine. */
export const hostMessageSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('welcome'), initialFile: fileHandleSchema.nullable(), engine: engineStateSchema }),
  z.object({ kind: z.literal('engine'), state: engineStateSchema }),
])
export type HostMessage = z.infer<typeof hostMessageSchema>

/** Header with the percent-encoded name of an uploaded file. */
export const fileNameHeader = 'x-mixtura-file-name'

/** Header with the handle of an earlier upload, into whose folder this one goes. */
export const besideHeader = 'x-mixtura-beside'

/** Response to an upload. */
export const uploadedFileSchema = z.object({ file: fileHandleSchema })
