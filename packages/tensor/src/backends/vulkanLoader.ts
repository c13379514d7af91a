import { existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { runCommand } from '../installation/commands.js'

const loader = 'libvulkan.so.1'

/** Checked before Dawn is loaded, because Dawn prints its own warning. False on systems where this cannot be checked. */
export async function isVulkanLoaderMissing(): Promise<boolean> {
  if (process.platform !== 'linux') return false
  const folders = (process.env['LD_LIBRARY_PATH'] ?? '').split(delimiter).filter(Boolean)
  if (folders.some(folder => existsSync(join(folder, loader)))) return false
  const { status, stdout } = await runCommand('ldconfig', ['-p'])
  return status === 0 && !stdout.includes(loader)
}
