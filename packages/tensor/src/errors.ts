import { MixturaError } from '@mixtura/numerics'
import type { BackendName } from './backends/backendName.js'

/** The named backend is not available here. */
export class BackendUnavailableError extends MixturaError {
  override readonly name = 'BackendUnavailableError'
  readonly code = 'backend-unavailable'
  constructor(
    readonly backend: BackendName,
    /** Why, as a clause: "@tensorflow/tfjs-node is not installed". */
    readonly reason: string,
    remedy: string,
  ) {
    super(`backend ${backend} was asked for, but ${reason}. ${remedy}`)
  }
}

/** None of the listed backends is available. */
export class NoBackendError extends MixturaError {
  override readonly name = 'NoBackendError'
  readonly code = 'no-backend'
  constructor(readonly passedOver: readonly { readonly backend: BackendName; readonly reason: string }[]) {
    super(
      `one of the backends ${passedOver.map(({ backend }) => backend).join(', ')} was asked for, but none can be had: ` +
        `${passedOver.map(({ backend, reason }) => `${backend}: ${reason}`).join('; ')}. Add 'cpu', which runs everywhere.`,
    )
  }
}

/** The name is not that of a backend. */
export class UnknownBackendError extends MixturaError {
  override readonly name = 'UnknownBackendError'
  readonly code = 'unknown-backend'
  constructor(
    readonly backend: string,
    readonly backends: readonly BackendName[],
  ) {
    super(`a backend must be one of ${backends.join(', ')}, but it is '${backend}'. Name one of these, or none for the best.`)
  }
}

/** A second-order gradient differs from finite differences, or cannot be computed. */
export class SecondOrderGradientError extends MixturaError {
  override readonly name = 'SecondOrderGradientError'
  readonly code = 'second-order-gradient'
  constructor(
    readonly operation: string,
    readonly backend: string,
    readonly tolerance: number,
    /** Largest difference, relative to the largest entry; null if there was nothing to compare. */
    readonly relativeError: number | null,
    /** Error message of TensorFlow.js, if it threw. */
    readonly reason: string | null = null,
  ) {
    const actual =
      relativeError === null ? `it could not be computed (${reason})` : `the relative error is ${relativeError.toExponential(1)}`
    super(
      `the second-order gradient of ${operation} on backend ${backend} must agree with finite differences to ${tolerance}, ` +
        `but ${actual}. Call installSecondOrderGradients() first, or use first-order gradients.`,
    )
  }
}

/** The native TensorFlow backend cannot be built: a requirement is missing, or the build failed. */
export class TensorflowInstallationError extends MixturaError {
  override readonly name = 'TensorflowInstallationError'
  readonly code = 'tensorflow-installation'
  constructor(
    readonly step: InstallationStep,
    problem: string,
    remedy: string,
  ) {
    super(`${problem} ${remedy}`)
  }
}

export type InstallationStep = 'platform' | 'package' | 'python' | 'wheel' | 'compiler' | 'build' | 'verification'
