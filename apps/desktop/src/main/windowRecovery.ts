import type { WebContents } from 'electron'

/** A window that fails more often than this within `period` is not loaded again: it would fail for ever. */
const maxReloads = 3
/** Milliseconds. */
const period = 60_000

/**
 * Loads a window again when its process has crashed. The session is in the engine, so the window shows it as before.
 *
 * @param giveUp tells the person, who can still save nothing here, but whose session is kept.
 */
export function recoverWindow(contents: Pick<WebContents, 'on' | 'reload'>, giveUp: (reason: string) => void, now: () => number = Date.now): void {
  let crashes: number[] = []
  contents.on('render-process-gone', (_event, { reason }) => {
    // Studio itself ends a window in this way.
    if (reason === 'clean-exit') return
    crashes = [...crashes.filter(time => now() - time < period), now()]
    if (crashes.length > maxReloads) giveUp(reason)
    else contents.reload()
  })
}
