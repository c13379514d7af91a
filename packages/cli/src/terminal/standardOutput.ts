import { exitCodes } from '../exitCodes.js'
import type { Host } from '../host.js'

/** Decides what a command does when its standard output fails. */
export interface StandardOutput {
  /** Lets the command continue when the reader closes the pipe. A command that also writes files calls this. */
  outlive(): void
}

/**
 * Ends the process if standard output cannot be written.
 *
 * If the reader has closed the pipe, as `| head` does, the exit code is that of success, and `outlive` prevents the end. Any other
 * error is reported and ends the process with the exit code of data errors.
 */
export function watchOutput(host: Host): StandardOutput {
  let isOutlived = false
  host.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') {
      if (!isOutlived) host.exit(exitCodes.done)
      return
    }
    host.stderr.write(`mixtura: ${error.message}\n`)
    host.exit(exitCodes.data)
  })
  return { outlive: () => void (isOutlived = true) }
}
