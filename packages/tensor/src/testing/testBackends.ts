import * as tf from '@tensorflow/tfjs-core'
import { beforeAll, describe, it } from 'vitest'
import type { Availability } from '../backends/availability.js'
import { loadBackend } from '../backends/loadBackend.js'
import { explain } from './presentBackends.js'

const names = ['cpu', 'wasm', 'tensorflow'] as const
const backends: Availability[] = []
// Load one after another, because TensorFlow.js uses a backend while it starts.
for (const name of names) backends.push(await loadBackend(name))

/** Runs a suite on each backend that can read values synchronously. Unavailable backends are skipped with their name. */
export function describeOnBackends(subject: string, suite: (backend: string) => void): void {
  for (const backend of backends) {
    if (backend.available) {
      describe(`${subject} (${backend.name})`, () => {
        beforeAll(() => use(backend.tfjsName))
        suite(backend.tfjsName)
      })
    } else {
      describe.skip(`${subject} (${backend.name}) skipped: ${explain(backend)}`, () => it('is skipped', () => undefined))
    }
  }
}

/** Makes a backend the one in use. */
export async function use(backend: string): Promise<void> {
  await tf.setBackend(backend)
  await tf.ready()
}
