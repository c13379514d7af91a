import { rename, writeFile } from 'node:fs/promises'

/** Writes beside `path`, then renames: a reader finds the old content or the new one, never a part. */
export async function writeFileAtomically(path: string, content: string | Uint8Array): Promise<void> {
  const beside = `${path}.writing`
  await writeFile(beside, content)
  await rename(beside, path)
}
