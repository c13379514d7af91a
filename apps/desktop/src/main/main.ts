import { app, BrowserWindow, dialog, ipcMain, protocol, session } from 'electron'
import { join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { FileGrants } from '../engine/fileGrants.js'
import { forkEngine } from '../engine/forkEngine.js'
import { createRunFolder } from '../engine/runFolder.js'
import { EngineSupervisor } from '../engine/supervisor.js'
import { serveEngineLines } from './engineLines.js'
import { serveFiles } from './fileDialogs.js'
import { denyPermissions, lockContents } from './lockdown.js'
import { findNodeBinary } from './nodeBinary.js'
import { TrustedIpc } from './trustedIpc.js'
import { openWindow } from './window.js'
import { serveWindow, windowScheme } from './windowProtocol.js'

/** The Electron shell. It manages the window, its files and the engine process, and computes nothing. */

const built = (path: string): string => fileURLToPath(new URL(`../${path}`, import.meta.url))

// Both calls must be made before the app is ready.
app.enableSandbox()
protocol.registerSchemesAsPrivileged([windowScheme])
lockContents(app)

async function start(): Promise<void> {
  denyPermissions(session.defaultSession)
  serveWindow(protocol, built('renderer'))
  const grants = new FileGrants()
  const run = await createRunFolder(join(app.getPath('userData'), 'runs'), {
    remedy: 'Start it with --user-data-dir= and a folder that you may write to.',
  })
  const folder = run.path
  const node = findNodeBinary({ environment: process.env, platform: process.platform, resources: process.resourcesPath })
  const supervisor = new EngineSupervisor({
    grants,
    spawn: isSuccessor => forkEngine({ entry: built('engine/entry.js'), folder, isSuccessor, node }),
  })
  run.onLost(() => supervisor.folderLost())
  const ipc = new TrustedIpc(ipcMain)
  const file = fileArgument()
  serveEngineLines(ipc, supervisor, file === null ? null : grants.grant(file))
  serveFiles(ipc, dialog, grants)
  openWindow(built('preload/preload.cjs'))

  app.on('activate', () => {
    if (BrowserWindow.getAllWindows().length === 0) openWindow(built('preload/preload.cjs'))
  })
  let isEngineStopped = false
  app.on('will-quit', event => {
    if (isEngineStopped) return
    event.preventDefault()
    void supervisor.stop().then(() => run.release()).finally(() => {
      isEngineStopped = true
      app.quit()
    })
  })
}

/** The file on the command line. If it does not exist, the engine reports that. In development the app's folder comes before it. */
function fileArgument(): string | null {
  const argument = process.argv.slice(app.isPackaged ? 1 : 2).find(value => !value.startsWith('-'))
  return argument === undefined ? null : resolve(argument)
}

app.on('window-all-closed', () => {
  if (process.platform !== 'darwin') app.quit()
})

app
  .whenReady()
  .then(start)
  .catch((error: unknown) => {
    dialog.showErrorBox('Mixtura Studio cannot start', error instanceof Error ? error.message : String(error))
    app.exit(1)
  })
