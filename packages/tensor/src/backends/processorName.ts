import { isNode } from './runtime.js'

/** Name of the processor with its number of cores, for display. */
export function processorName(): string {
  if (!isNode()) return `the browser's processor, ${navigator.hardwareConcurrency} cores`
  const { availableParallelism, cpus } = process.getBuiltinModule('node:os')
  const cores = availableParallelism()
  return `${cpus()[0]?.model.trim() ?? process.arch}, ${cores} ${cores === 1 ? 'core' : 'cores'}`
}
