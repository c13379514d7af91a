import type { CommandName } from './api.js'
import { StudioError } from './errors.js'

/** What a command does for the person who waits for it. */
const doing: Record<CommandName, string> = {
  getSession: 'Reading the session',
  openFile: 'Opening the file',
  openSample: 'Opening the sample',
  setColumnType: 'Changing the type of the column',
  closeDataset: 'Closing the dataset',
  setReading: 'Reading the file anew',
  getRows: 'Reading rows',
  startFit: 'Starting the fit',
  pauseFit: 'Pausing the fit',
  resumeFit: 'Resuming the fit',
  stopFit: 'Stopping the fit',
  setFitView: 'Changing the view of the fit',
  getFit: 'Reading the fit',
  getScatter: 'Drawing the points',
  getMemberships: 'Reading the memberships',
  exportFit: 'Exporting the fit',
}

/** The failure of a command whose answer will never come. `why` is the sentence of the lost state. */
export function engineLost(command: CommandName, why: string): StudioError {
  return new StudioError('engine-lost', `${doing[command]} was not finished. ${why}`, { command })
}
