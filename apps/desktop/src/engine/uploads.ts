import { randomUUID } from 'node:crypto'
import { rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'

/** Where a host writes what a browser sends: one folder for each file, under the working folder. */
export function newUploadFolder(workingFolder: string): string {
  return join(uploadsOf(workingFolder), randomUUID())
}

/** Removes an uploaded file with its folder. Any other file belongs to the person and stays. */
export async function removeUpload(workingFolder: string, path: string): Promise<void> {
  const ownFolder = dirname(path)
  if (dirname(ownFolder) !== uploadsOf(workingFolder)) return
  // Windows refuses while a virus scanner or an indexer reads the file.
  await rm(ownFolder, { recursive: true, force: true, maxRetries: 5 })
}

function uploadsOf(workingFolder: string): string {
  return join(workingFolder, 'uploads')
}
