import { listBackends } from '../backends/backendReport.js'
import type { AvailableBackend, UnavailableBackend } from '../backends/availability.js'

/** Backends of this machine, software GPUs included, and those that tests must skip, with the reason. */
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

function explain({ name, reason }: UnavailableBackend): string {
  const problem = process.env['MIXTURA_TENSORFLOW_PROBLEM']
  return name === 'tensorflow' && problem !== undefined ? `${reason}; ${problem}` : reason
}
