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
 * All commands that a window can send to the engine, with the schemas of request and response. Both
 * ends parse with these schemas, so a wrong payload is refused on arrival with a typed error.
 */
export const commands = {
  getSession: { request: nothing, response: sessionSchema },
  openFile: { request: openFileRequestSchema, response: datasetSchema },
  openSample: { request: z.object({ name: sampleNameSchema }), response: datasetSchema },
  setColumnType: { request: setColumnTypeRequestSchema, response: datasetSchema },
  /** Also removes the fits of the dataset, and its file if it was uploaded. */
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

/** Events that the engine sends to a window. */
export const events = {
  fitProgress: fitProgressSchema,
  /** A fit completed, stopped or failed, or changed between running and paused. */
  fitChanged: fitSummarySchema,
  /** A problem outside any command, such as a session that cannot be saved. */
  problem: fitErrorSchema,
} as const

export type EventName = keyof typeof events
export type EventPayload<Name extends EventName> = z.infer<(typeof events)[Name]>

/** The engine's commands as the renderer calls them. A failure rejects with a StudioError. */
export type StudioApi = {
  readonly [Name in CommandName]: (request: CommandRequest<Name>) => Promise<CommandResponse<Name>>
}
