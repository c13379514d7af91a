import { randomUUID } from 'node:crypto'
import { dirname, join } from 'node:path'

/** A new folder for an uploaded file. Each file, with those that belong to it, has its own folder under the working folder. */
export function newUploadFolder(workingFolder: string): string {
  return join(uploadsOf(workingFolder), randomUUID())
}

/** The folder of an uploaded file, which it has to itself; null for any other file, which belongs to the person. */
export function uploadFolderOf(workingFolder: string, path: string): string | null {
  const ownFolder = dirname(path)
  return dirname(ownFolder) === uploadsOf(workingFolder) ? ownFolder : null
}

function uploadsOf(workingFolder: string): string {
  return join(workingFolder, 'uploads')
}
