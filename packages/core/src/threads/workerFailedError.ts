import { MixturaError } from '@mixtura/numerics'

/** A worker thread could not be started, or ended before its work was done. */
export class WorkerFailedError extends MixturaError {
  override readonly name = 'WorkerFailedError'
  readonly code = 'worker-failed'
  constructor(readonly reason: string) {
    super(
      `a worker thread failed: ${reason}. Pass threads: 1, or fewer threads if memory ran out; if esbuild bundled this code, ` +
        `name the workers of @mixtura/core as entry points, as its README shows.`,
    )
  }
}
