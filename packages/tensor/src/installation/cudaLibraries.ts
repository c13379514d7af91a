import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { runCommand } from './commands.js'

/** NVIDIA software that the dynamic linker finds. */
export interface CudaLibraries {
  /** Version of the kernel driver; null if there is none. */
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

/** @returns the version of NVIDIA's driver; null if there is none. */
export function nvidiaDriver(): string | null {
  const path = '/proc/driver/nvidia/version'
  if (!existsSync(path)) return null
  return /Module\s+(?:for \S+\s+)?(\d+[.\d]*)/.exec(readFileSync(path, 'utf8'))?.[1] ?? 'unknown'
}

/**
 * Whether there may be an NVIDIA GPU. On Linux the driver or its devices tell (/dev/dxg is that of WSL); on other systems only
 * TensorFlow can tell.
 */
export const mayHaveNvidiaGpu = (): boolean =>
  process.platform !== 'linux' || ['/proc/driver/nvidia/version', '/dev/nvidia0', '/dev/dxg'].some(path => existsSync(path))

function soVersions(listing: string, library: string): string[] {
  const found = [...listing.matchAll(new RegExp(`${library}\\.so\\.(\\d+)`, 'g'))].map(match => match[1]!)
  return [...new Set(found)].sort((a, b) => Number(b) - Number(a))
}

/** Describes what was found in one line. */
export function describeCuda({ driver, cuda, cudnn }: CudaLibraries): string {
  if (driver === null) return 'no NVIDIA driver'
  const part = (name: string, versions: readonly string[]) => (versions.length ? `${name} ${versions.join(', ')}` : `no ${name}`)
  return `NVIDIA driver ${driver}, ${part('CUDA', cuda)}, ${part('cuDNN', cudnn)}`
}

/** @returns the model of the first GPU as NVIDIA's driver names it; null if the driver does not tell. */
export function nvidiaGpuModel(): string | null {
  const folder = '/proc/driver/nvidia/gpus'
  if (!existsSync(folder)) return null
  const [gpu] = readdirSync(folder)
  if (gpu === undefined) return null
  return /Model:\s*(.+)/.exec(readFileSync(`${folder}/${gpu}/information`, 'utf8'))?.[1]?.trim() ?? null
}
