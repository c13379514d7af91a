import type { App, BrowserWindow } from 'electron'
import { resolve } from 'node:path'

export interface OpenedFiles {
  /** Whether this is the only Studio of the user. Another one has been told of the file, and this one should end. */
  readonly isFirst: boolean
  /** Calls `listener` with each file that the system asks Studio to open from now on; null if it only asks for the window. */
  onFile(listener: (path: string | null) => void): void
}

/** The file among the arguments of a program; null if there is none. */
export function fileAmong(args: readonly string[], folder: string): string | null {
  const argument = args.find(value => !value.startsWith('-'))
  return argument === undefined ? null : resolve(folder, argument)
}

/**
 * Files that the system asks Studio to open: by a second start on Windows and Linux, which ends at once, and by an event on a Mac. Call this
 * before the app is ready, because a Mac sends the event early.
 */
export function receiveOpenedFiles(app: Pick<App, 'on' | 'requestSingleInstanceLock'>, skipped: number): OpenedFiles {
  const waiting: (string | null)[] = []
  let deliver = (path: string | null): void => void waiting.push(path)
  const isFirst = app.requestSingleInstanceLock()
  app.on('second-instance', (_event, args, folder) => deliver(fileAmong(args.slice(skipped), folder)))
  app.on('open-file', (event, path) => {
    event.preventDefault()
    deliver(path)
  })
  return {
    isFirst,
    onFile(listener) {
      deliver = listener
      for (const path of waiting.splice(0)) listener(path)
    },
  }
}

/** Brings a window to the front. */
export function showWindow(window: Pick<BrowserWindow, 'isMinimized' | 'restore' | 'focus'> | undefined): void {
  if (window?.isMinimized()) window.restore()
  window?.focus()
}
