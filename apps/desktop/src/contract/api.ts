import { z } from 'zod'
import { membershipPageSchema, membershipRequestSchema, scatterRequestSchema, scatterSchema } from './clusters.js'
import {
  datasetReferenceSchema,
  datasetSchema,
  openFileRequestSchema,
  pageRequestSchema,
  rowPageSchema,
  sampleNameSchema,
  setColumnTypeRequestSchema,
} from './dataset.js'
import { setReadingRequestSchema } from './reading.js'
import { exportedFileSchema, exportRequestSchema } from './exports.js'
import {
  fitErrorSchema,
  fitProgressSchema,
  fitReferenceSchema,
  fitRequestSchema,
  fitSummarySchema,
  setViewRequestSchema,
} from './fit.js'
import { sessionSchema } from './session.js'

const nothing = z.null()

/**
 * The whole conversation between a window and the engine: each command's request and response.
 * Both ends parse with these schemas, so a wrong payload stops at the border with a named error.
 */
export const commands = {
  getSession: { request: nothing, response: sessionSchema },
  openFile: { request: openFileRequestSchema, response: datasetSchema },
  openSample: { request: z.object({ name: sampleNameSchema }), response: datasetSchema },
  setColumnType: { request: setColumnTypeRequestSchema, response: datasetSchema },
  /** Its fits go with it, and an uploaded file. */
  closeDataset: { request: datasetReferenceSchema, response: nothing },
  setReading: { request: setReadingRequestSchema, response: datasetSchema },
  getRows: { request: pageRequestSchema, response: rowPageSchema },
  startFit: { request: fitRequestSchema, response: fitSummarySchema },
  pauseFit: { request: fitReferenceSchema, response: fitSummarySchema },
  resumeFit: { request: fitReferenceSchema, response: fitSummarySchema },
  stopFit: { request: fitReferenceSchema, response: fitSummarySchema },
  setFitView: { request: setViewRequestSchema, response: nothing },
  getFit: { request: fitReferenceSchema, response: fitSummarySchema },
  getScatter: { request: scatterRequestSchema, response: scatterSchema },
  getMemberships: { request: membershipRequestSchema, response: membershipPageSchema },
  exportFit: { request: exportRequestSchema, response: exportedFileSchema },
} as const

export type CommandName = keyof typeof commands
export type CommandRequest<Name extends CommandName> = z.infer<(typeof commands)[Name]['request']>
export type CommandResponse<Name extends CommandName> = z.infer<(typeof commands)[Name]['response']>

/** What the engine tells a window unasked. */
export const events = {
  fitProgress: fitProgressSchema,
  /** The fit completed, stopped or failed, or changed between running and paused. */
  fitChanged: fitSummarySchema,
  /** Something that no command waits for: the session may not be safe. */
  problem: fitErrorSchema,
} as const

export type EventName = keyof typeof events
export type EventPayload<Name extends EventName> = z.infer<(typeof events)[Name]>

/** The engine as the renderer calls it; a failure rejects with a StudioError. */
export type StudioApi = {
  readonly [Name in CommandName]: (request: CommandRequest<Name>) => Promise<CommandResponse<Name>>
}
