import { appendFileSync } from 'node:fs'
import { afterAll, afterEach } from 'vitest'
import { coveredSignatures } from '../suite/kernels/coveredSignatures.js'
import { watchKernels } from './watchKernels.js'

/*
 * Setup file of Vitest for packages with models. A test fails if it calls a kernel with dtypes and ranks that are not in the
 * table of kernels. So every kernel that a model uses is compared with float64 on every backend.
 *
 * MIXTURA_UNCOVERED_KERNELS=/path/to/file also appends each such failure to that file.
 */
const { requireCovered } = watchKernels(new Set(coveredSignatures))

afterEach(requireCoveredKernels)
// Covers calls outside of tests, such as in `beforeAll` and `afterAll`.
afterAll(requireCoveredKernels)

function requireCoveredKernels(): void {
  try {
    requireCovered()
  } catch (error) {
    const path = process.env['MIXTURA_UNCOVERED_KERNELS']
    if (path) appendFileSync(path, `${(error as Error).message}\n`)
    throw error
  }
}
