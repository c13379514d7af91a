import type { ModelFamily } from '../contract/modelFamily.js'

/**
 * Puts the backend in use that every machine has, with one thread: its sums do not depend on the cores, and the time that it takes
 * is that of the processor.
 */
export async function prepareEngine({ engine }: ModelFamily): Promise<void> {
  if (engine === 'tensorflow') await (await import('@mixtura/tensor')).useBackend({ among: ['wasm'], threads: 1 })
}
