import process from 'node:process'
import { restoreUtilPredicates } from '../backends/nodeUtilShim.js'
import { TensorflowInstallationError } from '../errors.js'
import { lastLines, runCommand } from './commands.js'
import { isAddonBuilt, type NativePackage } from './nativePackage.js'

/** Result of a training run in a separate process. */
export interface Verification {
  readonly tensorflow: string
  readonly usesGpu: boolean
  readonly lossBefore: number
  readonly lossAfter: number
  /** Time from the start of the process to the last step. */
  readonly milliseconds: number
}

/**
 * Loads the package in a child process, so that a broken library cannot crash this one, and fits a line in twenty steps.
 *
 * @throws {TensorflowInstallationError} if the package cannot be loaded or does not learn.
 */
export async function verifyAddon(nativePackage: NativePackage): Promise<Verification> {
  const started = performance.now()
  const result = await runCommand(process.execPath, ['-e', trainingScript, nativePackage.folder], {
    environment: { TF_CPP_MIN_LOG_LEVEL: '2' },
    timeoutMilliseconds: 120_000,
  })
  const answer = /^mixtura (\{.*\})$/m.exec(result.stdout)?.[1]
  if (result.status !== 0 || answer === undefined) {
    throw new TensorflowInstallationError(
      'verification',
      `${nativePackage.name} was built, but a training step in a process of its own failed: ${lastLines(result)}`,
      'Run mixtura-install-tensorflow --force to build it anew, or use backend wasm.',
    )
  }
  const facts = JSON.parse(answer) as Omit<Verification, 'milliseconds'>
  if (!(facts.lossAfter < facts.lossBefore)) {
    throw new TensorflowInstallationError(
      'verification',
      `${nativePackage.name} was built, but does not learn: the loss went from ${facts.lossBefore} to ${facts.lossAfter}.`,
      'Run mixtura-install-tensorflow --force to build it anew, or use backend wasm.',
    )
  }
  return { ...facts, milliseconds: performance.now() - started }
}

/** @returns the result of the verification; null if the package is not built or does not work. */
export async function verifiedAddon(nativePackage: NativePackage): Promise<Verification | null> {
  if (!isAddonBuilt(nativePackage)) return null
  try {
    return await verifyAddon(nativePackage)
  } catch (error) {
    if (error instanceof TensorflowInstallationError) return null
    throw error
  }
}

const trainingScript = `
(${restoreUtilPredicates.toString()})(require('node:util'))
const tf = require(process.argv[1])
const backend = tf.backend()
const x = tf.tensor2d([[-1], [0], [1], [2]]), y = tf.tensor2d([[-3], [-1], [1], [3]])
const slope = tf.variable(tf.zeros([1, 1])), intercept = tf.variable(tf.zeros([1]))
const loss = () => tf.losses.meanSquaredError(y, x.matMul(slope).add(intercept))
const optimizer = tf.train.adam(0.1)
const lossBefore = loss().dataSync()[0]
for (let i = 0; i < 20; i++) optimizer.minimize(loss)
const facts = {
  tensorflow: backend.binding.TF_Version,
  usesGpu: Boolean(backend.isUsingGpuDevice), lossBefore, lossAfter: loss().dataSync()[0],
}
console.log('mixtura ' + JSON.stringify(facts))
`
