import { exitCodes } from '../exitCodes.js'
import type { Host } from '../host.js'

/** What Ctrl-C does. */
export interface Interrupts {
  /** Whether the person has asked to stop, while `whileStoppable` ran. */
  isRequested(): boolean
  /** Runs work that looks at `isRequested` from time to time. A second Ctrl-C ends it at once. */
  whileStoppable<Result>(work: () => Promise<Result>): Promise<Result>
  /** Leaves Ctrl-C to the process again. */
  release(): void
}

/** Ends the process when it is interrupted, unless work is under way that can be stopped. */
export function catchInterrupts(host: Host): Interrupts {
  let isStoppable = false
  let isRequested = false
  const interrupt = (): void => {
    if (!isStoppable || isRequested) host.exit(exitCodes.interrupted)
    isRequested = true
  }
  host.on('SIGINT', interrupt)
  host.on('SIGTERM', interrupt)
  return {
    isRequested: () => isRequested,
    async whileStoppable(work) {
      isStoppable = true
      try {
        return await work()
      } finally {
        isStoppable = false
      }
    },
    release() {
      host.off('SIGINT', interrupt)
      host.off('SIGTERM', interrupt)
    },
  }
}
