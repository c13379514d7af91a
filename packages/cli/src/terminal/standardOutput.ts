import { exitCodes } from '../exitCodes.js'
import type { Host } from '../host.js'

/** What happens when standard output fails. */
export interface StandardOutput {
  /** Lets the command go on without its output if the reader closes the pipe, because it also makes files. */
  outlive(): void
}

/**
 * Ends the process when its output has no reader any more, as after `| head`, or cannot be written. The command then has nothing left
 * to do, unless it makes files.
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
