import { listBackends } from '../backends/backendReport.js'
import type { AvailableBackend, UnavailableBackend } from '../backends/availability.js'

/** Available backends of this machine, including software GPUs, and those that tests must skip, with the reason. */
export async function presentBackends(): Promise<{
  readonly present: readonly AvailableBackend[]
  readonly absent: readonly UnavailableBackend[]
}> {
  const all = await listBackends({ softwareGpu: true })
  return {
    present: all.filter(backend => backend.available),
    absent: all.filter(backend => !backend.available).map(backend => ({ ...backend, reason: explain(backend) })),
  }
}

/** Why a backend is absent and what to do: the reason why the tests could not build it, or the advice of its loader. */
export function explain({ name, reason, remedy }: UnavailableBackend): string {
  const problem = name === 'tensorflow' ? process.env['MIXTURA_TENSORFLOW_PROBLEM'] : undefined
  return `${reason}. ${problem ?? remedy}`
}
