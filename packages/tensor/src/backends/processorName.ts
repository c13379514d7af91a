import { isNode } from './runtime.js'

/** The processor for people, with its core count. */
export async function processorName(): Promise<string> {
  if (!isNode()) return `the browser's processor, ${navigator.hardwareConcurrency} cores`
  const { availableParallelism, cpus } = await import('node:os')
  const cores = availableParallelism()
  return `${cpus()[0]?.model.trim() ?? process.arch}, ${cores} ${cores === 1 ? 'core' : 'cores'}`
}
