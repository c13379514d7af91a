import { app, BrowserWindow, dialog, ipcMain, protocol, session } from 'electron'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { channels } from '../contract/bridge.js'
import { FileGrants } from '../engine/fileGrants.js'
import { forkEngine } from '../engine/forkEngine.js'
import { createRunFolder } from '../engine/runFolder.js'
import { EngineSupervisor } from '../engine/supervisor.js'
import { engineEntry } from './enginePlace.js'
import { serveEngineLines } from './engineLines.js'
import { serveFiles } from './fileDialogs.js'
import { denyPermissions, lockContents } from './lockdown.js'
import { findNodeBinary } from './nodeBinary.js'
import { fileAmong, receiveOpenedFiles, showWindow } from './openedFiles.js'
import { TrustedIpc } from './trustedIpc.js'
import { openWindow } from './window.js'
import { recoverWindow } from './windowRecovery.js'
import { serveWindow, windowScheme } from './windowProtocol.js'

/** The Electron shell. It manages the window, its files and the engine process, and computes nothing. */

const built = (path: string): string => fileURLToPath(new URL(`../${path}`, import.meta.url))

// Both calls must be made before the app is ready.
app.enableSandbox()
protocol.registerSchemesAsPrivileged([windowScheme])
lockContents(app)
/** In development the app's folder is the first argument. */
const programArguments = app.isPackaged ? 1 : 2
const opened = receiveOpenedFiles(app, programArguments)

async function start(): Promise<void> {
  denyPermissions(session.defaultSession)
  serveWindow(protocol, built('renderer'))
  const grants = new FileGrants()
  const run = await createRunFolder(join(app.getPath('userData'), 'runs'), {
    remedy: 'Start it with --user-data-dir= and a folder that you may write to.',
  })
  const folder = run.path
  const node = findNodeBinary({ environment: process.env, platform: process.platform, resources: process.resourcesPath })
  const entry = engineEntry({ isPackaged: app.isPackaged, resources: process.resourcesPath, built })
  const supervisor = new EngineSupervisor({
    grants,
    spawn: isSuccessor => forkEngine({ entry, folder, isSuccessor, node }),
  })
  run.onLost(() => supervisor.folderLost())
  const ipc = new TrustedIpc(ipcMain)
  const file = fileAmong(process.argv.slice(programArguments), process.cwd())
  serveEngineLines(ipc, supervisor, file === null ? null : grants.grant(file))
  serveFiles(ipc, dialog, grants)
  const show = (): void => recoverWindow(openWindow(built('preload/preload.cjs')).webContents, tellOfCrash)
  show()

  app.on('activate', () => {
    if (BrowserWindow.getAllWindows().length === 0) show()
  })
  opened.onFile(path => {
    if (BrowserWindow.getAllWindows().length === 0) show()
    const [window] = BrowserWindow.getAllWindows()
    showWindow(window)
    if (path === null || !window) return
    const tell = (): void => window.webContents.send(channels.openedFile, grants.grant(path))
    if (window.webContents.isLoading()) window.webContents.once('did-finish-load', tell)
    else tell()
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

function tellOfCrash(reason: string): void {
  dialog.showErrorBox(
    'The window of Mixtura Studio keeps crashing',
    `It ended again and again (${reason}). Your session is kept: close Studio and open it again. If this returns, update the driver of the graphics card.`,
  )
}

app.on('window-all-closed', () => {
  if (process.platform !== 'darwin') app.quit()
})

if (opened.isFirst) {
  app
    .whenReady()
    .then(start)
    .catch((error: unknown) => {
      dialog.showErrorBox('Mixtura Studio cannot start', error instanceof Error ? error.message : String(error))
      app.exit(1)
    })
} else {
  // The Studio that runs has been told of the file.
  app.quit()
}
