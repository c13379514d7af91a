import { randomUUID } from 'node:crypto'
import { mkdir, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { writeFileAtomically } from './atomicWrite.js'
import type { GrantedFile } from './channel.js'
import { createFileHandle } from './fileGrants.js'

/** A new folder for an uploaded file. Each file, with those that belong to it, has its own folder under the working folder. */
export function newUploadFolder(workingFolder: string): string {
  return join(uploadsOf(workingFolder), randomUUID())
}

/** The folder of an uploaded file, which it has to itself; null for any other file, which belongs to the person. */
export function uploadFolderOf(workingFolder: string, path: string): string | null {
  const ownFolder = dirname(path)
  return dirname(ownFolder) === uploadsOf(workingFolder) ? ownFolder : null
}

/**
 * Keeps pasted text as a file in a folder of its own, as if a person had given that file.
 *
 * @throws {FileNotWrittenError} of which nothing is left.
 */
export async function keepPasted(workingFolder: string, name: string, text: string): Promise<GrantedFile> {
  const ownFolder = newUploadFolder(workingFolder)
  const path = join(ownFolder, name)
  await mkdir(ownFolder, { recursive: true, mode: 0o700 })
  try {
    await writeFileAtomically(path, text)
  } catch (error) {
    await rm(ownFolder, { recursive: true, force: true })
    throw error
  }
  return { handle: createFileHandle(), path, name }
}

function uploadsOf(workingFolder: string): string {
  return join(workingFolder, 'uploads')
}
