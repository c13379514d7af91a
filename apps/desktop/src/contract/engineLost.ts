import type { CommandName } from './api.js'
import { StudioError } from './errors.js'

/** What each command does, for the error message. */
const activities: Record<CommandName, string> = {
  getSession: 'Reading the session',
  listKeptSessions: 'Listing earlier sessions',
  continueSession: 'Continuing the earlier session',
  removeKeptSession: 'Removing the earlier session',
  describeFile: 'Looking at the file',
  openProject: 'Opening the project',
  saveProject: 'Saving the project',
  openFile: 'Opening the file',
  openTable: 'Opening the table',
  unlockTable: 'Opening the table',
  writeScores: 'Writing the scores',
  cancelScores: 'Cancelling the writing',
  openSample: 'Opening the sample',
  setColumnType: 'Changing the type of the column',
  closeDataset: 'Closing the dataset',
  annotateDataset: 'Naming the dataset',
  annotateFit: 'Naming the fit',
  restoreRemoved: 'Bringing back what was removed',
  setReading: 'Reading the file anew',
  getRows: 'Reading rows',
  listFamilies: 'Listing the model families',
  assess: 'Checking the table',
  estimateFit: 'Estimating the cost of the fit',
  startFit: 'Starting the fit',
  pauseFit: 'Pausing the fit',
  resumeFit: 'Resuming the fit',
  stopFit: 'Stopping the fit',
  removeFit: 'Removing the fit',
  setFitView: 'Changing the view of the fit',
  getFit: 'Reading the fit',
  getScatter: 'Drawing the points',
  getGroups: 'Reading the groups',
  getMemberships: 'Reading the memberships',
  getCodes: 'Drawing the codes',
  getSamples: 'Drawing samples',
  getReconstructions: 'Restoring rows',
  walk: 'Decoding the steps',
  getConditional: 'Drawing the rows',
  getScript: 'Writing the script',
  exportFit: 'Exporting the fit',
}

/** The error of a command that will not be answered. `why` is the message of the lost state. */
export function engineLost(command: CommandName, why: string): StudioError {
  return new StudioError('engine-lost', `${activities[command]} was not finished. ${why}`, { command })
}
