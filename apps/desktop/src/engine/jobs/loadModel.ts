import type { FitId } from '../../contract/identifiers.js'
import type { FitTable } from '../featureTables.js'
import { reasonOf } from '../reasonOf.js'
import type { FitFiles } from './fitFiles.js'
import type { FitProcess } from './fitProcess.js'
import { writeTableFile } from './tableFile.js'

export interface LoadModelOptions {
  readonly fit: FitId
  readonly table: FitTable
  /** Whether the worker gets the known classes. */
  readonly usesLabels: boolean
  readonly files: FitFiles
  readonly warn: (message: string) => void
}

/**
 * Loads the saved model of a fit into a process, which is ended if that fails.
 *
 * @throws {FileNotWrittenError}; {StudioError} the failure of the command, or `worker-lost`.
 */
export async function loadModel(process: Pick<FitProcess, 'call' | 'kill'>, { fit, table, usesLabels, files, warn }: LoadModelOptions): Promise<void> {
  const tablePath = files.newTablePath(fit)
  try {
    const onDisk = await writeTableFile(tablePath, table, usesLabels)
    await process.call('load', { table: onDisk, modelPath: files.modelPath(fit) })
  } catch (error) {
    process.kill()
    throw error
  } finally {
    await files.removeTable(tablePath).catch((error: unknown) => warn(`The table of a fit could not be removed: ${reasonOf(error)}`))
  }
}
