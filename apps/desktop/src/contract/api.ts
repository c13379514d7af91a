import { z } from 'zod'
import { annotateDatasetRequestSchema, annotateFitRequestSchema, nameGroupsRequestSchema, removalSchema } from './annotations.js'
import { anomaliesRequestSchema, anomaliesSchema } from './anomalies.js'
import { crossTableRequestSchema, crossTableSchema, fitComparisonRequestSchema, fitComparisonSchema } from './comparisons.js'
import {
  datasetReferenceSchema,
  datasetSchema,
  fileReferenceSchema,
  openFileRequestSchema,
  openTextRequestSchema,
  sampleNameSchema,
  setColumnTypeRequestSchema,
} from './dataset.js'
import { tableListSchema } from './fileTables.js'
import { fileHandleSchema } from './identifiers.js'
import { recentFileSchema, recentReferenceSchema } from './recentFiles.js'
import { fitPathSchema, pathRequestSchema } from './path.js'
import { reportRequestSchema, reportSchema } from './report.js'
import { setReadingRequestSchema } from './reading.js'
import { columnProfileSchema, pageRequestSchema, profilesRequestSchema, rowPageSchema } from './rows.js'
import { exportedFileSchema, exportRequestSchema } from './exports.js'
import { assessmentSchema, estimateSchema, familyChoiceSchema, familyListSchema } from './families.js'
import {
  fitErrorSchema,
  fitProgressSchema,
  fitReferenceSchema,
  fitRequestSchema,
  fitSummarySchema,
  stopRequestSchema,
  setViewRequestSchema,
} from './fit.js'
import { profilesSchema, silhouettesSchema } from './profiles.js'
import {
  codeScatterSchema,
  codesRequestSchema,
  generatedSamplesSchema,
  groupStatisticsSchema,
  membershipPageSchema,
  membershipRequestSchema,
  reconstructionsRequestSchema,
  reconstructionsSchema,
  samplesRequestSchema,
  scatterRequestSchema,
  scatterSchema,
  scriptSchema,
} from './results.js'
import {
  histogramSchema,
  histogramsRequestSchema,
  rowImagesRequestSchema,
  rowImagesSchema,
  savedSelectionSchema,
  saveSelectionRequestSchema,
  selectedRowsSchema,
  selectionReferenceSchema,
  selectionRequestSchema,
} from './selection.js'
import { openTableRequestSchema, openTableSampleRequestSchema, scoresProgressSchema, unlockTableRequestSchema, writeScoresRequestSchema, writtenScoresSchema } from './serverTable.js'
import { conditionalRequestSchema, conditionalSchema, walkedSchema, walkRequestSchema } from './latent.js'
import { classProfilesSchema } from './classProfiles.js'
import { keptSessionSchema, projectReferenceSchema, sessionReferenceSchema, sessionSchema } from './session.js'

const nothing = z.null()

/**
 * All commands that a window can send to the engine, with the schemas of request and response. Both
 * ends parse with these schemas, so a wrong payload is refused on arrival with a typed error.
 */
export const commands = {
  getSession: { request: nothing, response: sessionSchema },
  /** Sessions of earlier runs, the latest first. */
  listKeptSessions: { request: nothing, response: z.array(keptSessionSchema) },
  /** Adds the datasets and fits of an earlier session to this one, and answers with the whole session. */
  continueSession: { request: sessionReferenceSchema, response: sessionSchema },
  removeKeptSession: { request: sessionReferenceSchema, response: nothing },
  /** Whether a file is a table or a project. */
  describeFile: { request: fileReferenceSchema, response: z.object({ kind: z.enum(['table', 'project']) }) },
  /** Adds the datasets and fits of a project to the session, and answers with the whole session. */
  openProject: { request: projectReferenceSchema, response: sessionSchema },
  /** Writes the session to a file that can be opened on another machine. Fits at work are left out. */
  saveProject: { request: nothing, response: exportedFileSchema },
  openFile: { request: openFileRequestSchema, response: datasetSchema },
  /** The tables of a file for which `openFile` failed with `unknown-table`. */
  listTables: { request: fileReferenceSchema, response: tableListSchema },
  /** Opens a table that was pasted as text. */
  openText: { request: openTextRequestSchema, response: datasetSchema },
  /** The files that were opened last, the latest first. */
  listRecentFiles: { request: nothing, response: z.array(recentFileSchema) },
  /** Makes a recent file open to Studio again. */
  grantRecentFile: { request: recentReferenceSchema, response: z.object({ file: fileHandleSchema }) },
  /** Removes a file from the list. The file itself stays. */
  forgetRecentFile: { request: recentReferenceSchema, response: z.array(recentFileSchema) },
  /** Opens a table of ClickHouse, whose rows stay there. */
  openTable: { request: openTableRequestSchema, response: datasetSchema },
  /** Gives the password of such a table again, after a restart. */
  unlockTable: { request: unlockTableRequestSchema, response: datasetSchema },
  /** Opens drawn rows of such a table as a dataset of its own. */
  openTableSample: { request: openTableSampleRequestSchema, response: datasetSchema },
  /** Only for a fit of such a table. */
  writeScores: { request: writeScoresRequestSchema, response: writtenScoresSchema },
  /** Ends the writing of scores, kills its queries, and drops the new table. */
  cancelScores: { request: fitReferenceSchema, response: nothing },
  /** Null before the servers have said anything, and when nothing is written. */
  getScoresProgress: { request: fitReferenceSchema, response: scoresProgressSchema.nullable() },
  openSample: { request: z.object({ name: sampleNameSchema }), response: datasetSchema },
  setColumnType: { request: setColumnTypeRequestSchema, response: datasetSchema },
  /** Also removes the fits of the dataset, and its file if it was uploaded. */
  closeDataset: { request: datasetReferenceSchema, response: removalSchema },
  annotateDataset: { request: annotateDatasetRequestSchema, response: datasetSchema },
  annotateFit: { request: annotateFitRequestSchema, response: fitSummarySchema },
  nameGroups: { request: nameGroupsRequestSchema, response: fitSummarySchema },
  /** Brings back what was removed or closed in this session, and answers with the whole session. */
  restoreRemoved: { request: removalSchema, response: sessionSchema },
  setReading: { request: setReadingRequestSchema, response: datasetSchema },
  /** A page of the rows of a query, in its order. */
  getRows: { request: pageRequestSchema, response: rowPageSchema },
  getColumnProfiles: { request: profilesRequestSchema, response: z.array(columnProfileSchema) },
  listFamilies: { request: nothing, response: familyListSchema },
  assess: { request: familyChoiceSchema, response: assessmentSchema },
  /** Only for a choice that `assess` does not refuse. */
  estimateFit: { request: familyChoiceSchema, response: estimateSchema },
  /** The fit is `queued` while another one uses the same device. */
  startFit: { request: fitRequestSchema, response: fitSummarySchema },
  /** Also lets the next fit of the queue run. */
  pauseFit: { request: fitReferenceSchema, response: fitSummarySchema },
  /** Continues a paused or an interrupted fit. It is `queued` while another one uses the same device. */
  resumeFit: { request: fitReferenceSchema, response: fitSummarySchema },
  /** Ends a fit and keeps what was learned. A queued fit is removed from the queue and has no model. With `now`, the fit is interrupted, and its queries at servers are killed. */
  stopFit: { request: stopRequestSchema, response: fitSummarySchema },
  /** Also ends the fit. Its model and checkpoints are kept aside until the session ends. */
  removeFit: { request: fitReferenceSchema, response: removalSchema },
  setFitView: { request: setViewRequestSchema, response: nothing },
  getFit: { request: fitReferenceSchema, response: fitSummarySchema },
  getScatter: { request: scatterRequestSchema, response: scatterSchema },
  getGroups: { request: fitReferenceSchema, response: groupStatisticsSchema },
  /** Needs `profiles`. */
  getClassProfiles: { request: fitReferenceSchema, response: classProfilesSchema },
  getMemberships: { request: membershipRequestSchema, response: membershipPageSchema },
  getCodes: { request: codesRequestSchema, response: codeScatterSchema },
  getSamples: { request: samplesRequestSchema, response: generatedSamplesSchema },
  getReconstructions: { request: reconstructionsRequestSchema, response: reconstructionsSchema },
  walk: { request: walkRequestSchema, response: walkedSchema },
  getPath: { request: pathRequestSchema, response: fitPathSchema },
  getConditional: { request: conditionalRequestSchema, response: conditionalSchema },
  getScript: { request: fitReferenceSchema, response: scriptSchema },
  /** A page about fits and their datasets. */
  getReport: { request: reportRequestSchema, response: reportSchema },
  exportFit: { request: exportRequestSchema, response: exportedFileSchema },
  /** What is characteristic of each group. Takes seconds for many rows. */
  getGroupProfiles: { request: fitReferenceSchema, response: profilesSchema },
  getSilhouettes: { request: fitReferenceSchema, response: silhouettesSchema },
  getCrossTable: { request: crossTableRequestSchema, response: crossTableSchema },
  compareFits: { request: fitComparisonRequestSchema, response: fitComparisonSchema },
  getAnomalies: { request: anomaliesRequestSchema, response: anomaliesSchema },
  /** The rows of a selection, found from what was drawn. */
  getSelection: { request: selectionRequestSchema, response: selectedRowsSchema },
  getHistograms: { request: histogramsRequestSchema, response: z.array(histogramSchema) },
  getRowImages: { request: rowImagesRequestSchema, response: rowImagesSchema },
  /** Keeps a selection under a name. Answers with all kept selections of the session. */
  saveSelection: { request: saveSelectionRequestSchema, response: z.array(savedSelectionSchema) },
  removeSelection: { request: selectionReferenceSchema, response: z.array(savedSelectionSchema) },
} as const

export type CommandName = keyof typeof commands
export type CommandRequest<Name extends CommandName> = z.infer<(typeof commands)[Name]['request']>
export type CommandResponse<Name extends CommandName> = z.infer<(typeof commands)[Name]['response']>

/** Events that the engine sends to a window. */
export const events = {
  fitProgress: fitProgressSchema,
  /** A fit changed its status or its place in the queue, or has new results. */
  fitChanged: fitSummarySchema,
  /** A fit was removed, by any window. */
  fitRemoved: fitReferenceSchema,
  /** A problem outside any command, such as a session that cannot be saved. */
  problem: fitErrorSchema,
} as const

export type EventName = keyof typeof events
export type EventPayload<Name extends EventName> = z.infer<(typeof events)[Name]>

/** The engine's commands as the renderer calls them. A failure rejects with a StudioError. */
export type StudioApi = {
  readonly [Name in CommandName]: (request: CommandRequest<Name>) => Promise<CommandResponse<Name>>
}
