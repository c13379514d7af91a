import * as tf from '@tensorflow/tfjs-core'
import { appendFileSync } from 'node:fs'
import { afterAll, afterEach } from 'vitest'
import { coveredSignatures } from '../suite/kernels/coveredSignatures.js'
import { kernelSignature } from './kernelSignature.js'

/*
 * A setup file of the tests of packages with models: a test fails that makes a model call a kernel with dtypes or
 * ranks for which the suite of tensor has no row. So the suite holds every kernel that any model uses.
 *
 * MIXTURA_UNCOVERED_KERNELS=file gathers what is missing there instead.
 */
const covered = new Set(coveredSignatures)
const missing = new Set<string>()
const gathered = process.env['MIXTURA_UNCOVERED_KERNELS']

type RunKernel = (kernelName: string, inputs: tf.NamedTensorMap, attrs?: tf.NamedAttrMap) => tf.Tensor | tf.Tensor[]
const engine = tf.engine() as unknown as { runKernel: RunKernel }
const runKernel = engine.runKernel.bind(engine)
engine.runKernel = (kernelName, inputs, attrs) => {
  const signature = kernelSignature(kernelName, inputs, attrs)
  if (!covered.has(signature)) missing.add(signature)
  return runKernel(kernelName, inputs, attrs)
}

afterEach(requireCovered)
afterAll(requireCovered)

function requireCovered(): void {
  if (missing.size === 0) return
  const lines = [...missing].map(signature => `${signature}\n`)
  missing.clear()
  if (gathered) return appendFileSync(gathered, lines.join(''))
  throw new Error(
    `${tf.getBackend()} ran kernels that no backend is tested for:\n  ${lines.join('  ')}` +
      'Add them to packages/tensor/src/suite/kernels/coveredSignatures.ts and run that suite, which holds them against float64.',
  )
}
