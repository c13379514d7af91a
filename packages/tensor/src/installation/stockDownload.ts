import { delimiter, dirname, join } from 'node:path'
import process from 'node:process'
import { lastLines, runCommand } from './commands.js'
import type { NativePackage } from './nativePackage.js'

/** The libtensorflow that tfjs-node 4.22 downloads, and the CUDA versions that its GPU build needs. */
export const stockTensorflow = { version: '2.9.1', cuda: '11', cudnn: '8' } as const

const host = 'https://storage.googleapis.com'

/** @returns whether the server of the package's own downloads responds within a few seconds. */
export async function isStockDownloadReachable(): Promise<boolean> {
  try {
    await fetch(host, { method: 'HEAD', signal: AbortSignal.timeout(4000) })
    return true
  } catch {
    return false
  }
}

/**
 * Runs the install script of the package, as npm would.
 *
 * @returns null on success, else the last lines of its output.
 */
export async function runStockDownload(nativePackage: NativePackage): Promise<string | null> {
  const { folder, name } = nativePackage
  const tools = [join(folder, 'node_modules', '.bin'), join(dirname(dirname(folder)), '.bin')]
  const result = await runCommand(process.execPath, ['scripts/install.js', name.endsWith('gpu') ? 'gpu' : 'cpu', 'download'], {
    cwd: folder,
    environment: { PATH: [...tools, process.env['PATH'] ?? ''].join(delimiter) },
    timeoutMilliseconds: 900_000,
  })
  return result.status === 0 ? null : lastLines(result)
}
