import { randomUUID } from 'node:crypto'
import { rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'

/** A new folder for an uploaded file. Each file has its own folder under the working folder. */
export function newUploadFolder(workingFolder: string): string {
  return join(uploadsOf(workingFolder), randomUUID())
}

/** Removes an uploaded file and its folder. Any other file belongs to the person and is not removed. */
export async function removeUpload(workingFolder: string, path: string): Promise<void> {
  const ownFolder = dirname(path)
  if (dirname(ownFolder) !== uploadsOf(workingFolder)) return
  // On Windows the removal fails while a virus scanner or an indexer reads the file, so it is retried.
  await rm(ownFolder, { recursive: true, force: true, maxRetries: 5 })
}

function uploadsOf(workingFolder: string): string {
  return join(workingFolder, 'uploads')
}
