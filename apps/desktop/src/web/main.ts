import { fileURLToPath } from 'node:url'
import { FileGrants } from '../engine/fileGrants.js'
import { forkEngine } from '../engine/forkEngine.js'
import { createRunFolder } from '../engine/runFolder.js'
import { defaultStateFolder, StateFolderError } from '../engine/stateFolder.js'
import { EngineSupervisor } from '../engine/supervisor.js'
import { canOpenBrowser, openBrowser } from './openBrowser.js'
import type { WebHostOptions } from './options.js'
import { CommandLineError, parseCommandLine } from './options.js'
import { startWebHost } from './webHost.js'

/** The program of the web host. It serves the engine and the window on loopback until Ctrl-C. */

const built = (path: string): string => fileURLToPath(new URL(`../${path}`, import.meta.url))

function commandLine(): WebHostOptions {
  try {
    return parseCommandLine(process.argv.slice(2))
  } catch (error) {
    if (!(error instanceof CommandLineError)) throw error
    process.stderr.write(`${error.message}\n`)
    process.exit(2)
  }
}

// A closed terminal or pipe accepts no more lines. The program must not end because of it.
for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined)

const options = commandLine()
const run = await createRunFolder(options.stateFolder ?? defaultStateFolder(), {
  remedy: 'Start it with --state-folder and a folder that you may write to.',
}).catch((error: unknown) => {
  if (!(error instanceof StateFolderError)) throw error
  process.stderr.write(`${error.message}\n`)
  process.exit(1)
})
const folder = run.path
const grants = new FileGrants()
const supervisor = new EngineSupervisor({
  grants,
  spawn: isSuccessor => forkEngine({ entry: built('engine/entry.js'), folder, isSuccessor, ...(options.families !== null && { families: options.families }), ...(options.memoryLimit !== null && { memoryLimit: 1e6 * options.memoryLimit }) }),
})
run.onLost(() => supervisor.folderLost())
const host = await startWebHost({
  supervisor,
  grants,
  folder,
  windowFolder: built('renderer'),
  initialFile: options.file === null ? null : grants.grant(options.file),
  port: options.port,
}).catch(async (error: unknown) => {
  await supervisor.stop()
  await run.release()
  process.stderr.write(`Studio cannot listen on port ${options.port}: ${error instanceof Error ? error.message : String(error)}\n`)
  process.exit(1)
})

let isClosing = false
async function close(): Promise<void> {
  if (isClosing) return
  isClosing = true
  await host.close()
  await supervisor.stop()
  await run.release()
  process.exit(0)
}
process.on('SIGINT', () => void close())
process.on('SIGTERM', () => void close())

process.stdout.write(`Mixtura Studio: ${host.url}\n`)
if (options.open && canOpenBrowser(process.env, process.platform)) {
  const failure = await openBrowser(host.url, process.platform)
  if (failure) process.stderr.write(`The browser could not be opened (${failure}): open the address above.\n`)
}
