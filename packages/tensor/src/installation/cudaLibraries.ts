import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { runCommand } from './commands.js'

/** What of NVIDIA's software the dynamic linker finds; null for what it does not. */
export interface CudaLibraries {
  /** Version of the kernel driver. */
  readonly driver: string | null
  /** Major versions of the CUDA runtime, such as '11' and '12'. */
  readonly cuda: readonly string[]
  /** Major versions of cuDNN. */
  readonly cudnn: readonly string[]
}

export async function findCudaLibraries(): Promise<CudaLibraries> {
  const { stdout } = await runCommand('ldconfig', ['-p'])
  return { driver: nvidiaDriver(), cuda: soVersions(stdout, 'libcudart'), cudnn: soVersions(stdout, 'libcudnn') }
}

/** @returns the version of NVIDIA's driver; null on a machine without one. */
export function nvidiaDriver(): string | null {
  const path = '/proc/driver/nvidia/version'
  if (!existsSync(path)) return null
  return /Module\s+(?:for \S+\s+)?(\d+[.\d]*)/.exec(readFileSync(path, 'utf8'))?.[1] ?? 'unknown'
}

/**
 * Whether an NVIDIA GPU may be here: by its driver or its devices on Linux (/dev/dxg is WSL's); elsewhere TensorFlow has
 * to be asked.
 */
export const mayHaveNvidiaGpu = (): boolean =>
  process.platform !== 'linux' || ['/proc/driver/nvidia/version', '/dev/nvidia0', '/dev/dxg'].some(path => existsSync(path))

function soVersions(listing: string, library: string): string[] {
  const found = [...listing.matchAll(new RegExp(`${library}\\.so\\.(\\d+)`, 'g'))].map(match => match[1]!)
  return [...new Set(found)].sort((a, b) => Number(b) - Number(a))
}

/** One line for a person: what is there. */
export function describeCuda({ driver, cuda, cudnn }: CudaLibraries): string {
  if (driver === null) return 'no NVIDIA driver'
  const part = (name: string, versions: readonly string[]) => (versions.length ? `${name} ${versions.join(', ')}` : `no ${name}`)
  return `NVIDIA driver ${driver}, ${part('CUDA', cuda)}, ${part('cuDNN', cudnn)}`
}

/** @returns the first GPU's model, as NVIDIA's driver names it; null where it says nothing. */
export function nvidiaGpuModel(): string | null {
  const folder = '/proc/driver/nvidia/gpus'
  if (!existsSync(folder)) return null
  const [gpu] = readdirSync(folder)
  if (gpu === undefined) return null
  return /Model:\s*(.+)/.exec(readFileSync(`${folder}/${gpu}/information`, 'utf8'))?.[1]?.trim() ?? null
}
