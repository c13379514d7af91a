import * as tf from '@tensorflow/tfjs-core'
import { beforeAll, describe, it } from 'vitest'
import type { Availability } from '../backends/availability.js'
import { loadBackend } from '../backends/loadBackend.js'
import { explain } from './presentBackends.js'

const names = ['cpu', 'wasm', 'tensorflow'] as const
const backends: Availability[] = []
// One after the other: while one starts, TensorFlow.js has it in use.
for (const name of names) backends.push(await loadBackend(name))

/** One suite, run on each backend that reads without waiting; those that cannot be had here are skipped by name. */
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

/** Puts a backend in use. */
export async function use(backend: string): Promise<void> {
  await tf.setBackend(backend)
  await tf.ready()
}
