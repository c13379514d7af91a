import type { Dialog } from 'electron'
import { isAbsolute } from 'node:path'
import { z } from 'zod'
import { channels } from '../contract/bridge.js'
import { StudioError } from '../contract/errors.js'
import { fileHandleSchema } from '../contract/identifiers.js'
import { offeredExtensions, projectExtension } from '../contract/offeredFiles.js'
import { copyFileAtomically, writeFileAtomically } from '../engine/atomicWrite.js'
import type { FileGrants } from '../engine/fileGrants.js'
import type { TrustedIpc } from './trustedIpc.js'

const filters = [
  { name: 'Data', extensions: [...offeredExtensions, projectExtension].map(extension => extension.slice(1)) },
  { name: 'All files', extensions: ['*'] },
]

const suggestedNameSchema = z.string().min(1).max(255)

/** Serves the file channels. Files are opened and saved only by dialogs and drops; a window gets handles and never paths. */
export function serveFiles(
  ipc: TrustedIpc,
  dialog: Pick<Dialog, 'showOpenDialog' | 'showSaveDialog'>,
  grants: FileGrants,
): void {
  async function saveAs(suggestedName: string, write: (path: string) => Promise<void>): Promise<boolean> {
    const { canceled, filePath } = await dialog.showSaveDialog({ defaultPath: withoutFolders(suggestedName) })
    if (canceled || !filePath) return false
    await write(filePath)
    return true
  }

  ipc.handle(channels.pickFile, z.undefined(), async () => {
    const { canceled, filePaths } = await dialog.showOpenDialog({ properties: ['openFile'], filters })
    return canceled || filePaths[0] === undefined ? null : grants.grant(filePaths[0])
  })
  // The path comes from webUtils.getPathForFile in the preload, which works only for files that a person dropped.
  ipc.handle(channels.acceptFile, z.string().min(1).refine(isAbsolute), path => grants.grant(path))
  ipc.handle(channels.saveExport, z.tuple([fileHandleSchema, suggestedNameSchema]), ([handle, suggestedName]) => {
    const file = grants.exported(handle)
    if (!file) throw new StudioError('unknown-file', 'This export is not there any more. Export the fit again.')
    return saveAs(suggestedName, path => copyFileAtomically(file.path, path))
  })
  ipc.handle(channels.saveBytes, z.tuple([z.instanceof(Uint8Array), suggestedNameSchema]), ([bytes, suggestedName]) =>
    saveAs(suggestedName, path => writeFileAtomically(path, bytes)),
  )
}

/** A suggested name without folders, because a window must not choose the folder. */
function withoutFolders(name: string): string {
  return name.replace(/[/\\:]/g, '_')
}
