import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { arch, cpus, platform, release, totalmem } from 'node:os'

/** Date, machine and versions of a measurement. */
export interface Provenance {
  /** ISO 8601, UTC. */
  readonly date: string
  readonly machine: {
    readonly processor: string
    readonly cores: number
    readonly memoryGiB: number
    readonly system: string
  }
  readonly versions: {
    /** Version of @mixtura/core, and the commit, followed by `+` if files differed from it. */
    readonly mixtura: string
    readonly commit: string
    readonly node: string
    readonly v8: string
  }
}

export function provenance(): Provenance {
  return {
    date: new Date().toISOString(),
    machine: {
      processor: cpus()[0]?.model.trim() ?? 'unknown processor',
      cores: cpus().length,
      memoryGiB: Math.round(totalmem() / 2 ** 30),
      system: `${platform()} ${release()} ${arch()}`,
    },
    versions: {
      mixtura: versionOf('@mixtura/core'),
      commit: commit(),
      node: process.versions.node,
      v8: process.versions.v8,
    },
  }
}

/** One line for captions and logs. */
export function describeProvenance({ date, machine, versions }: Provenance): string {
  return (
    `${date.slice(0, 10)}, ${machine.processor}, ${machine.cores} cores, ${machine.memoryGiB} GiB, Node ${versions.node} ` +
    `(V8 ${versions.v8}), Mixtura ${versions.mixtura} at ${versions.commit}`
  )
}

function versionOf(name: string): string {
  const path = createRequire(import.meta.url).resolve(`${name}/package.json`)
  return (JSON.parse(readFileSync(path, 'utf8')) as { readonly version: string }).version
}

/** 'unknown' outside a checkout. */
function commit(): string {
  const git = (...args: string[]): string => execFileSync('git', args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim()
  try {
    return git('rev-parse', '--short=10', 'HEAD') + (git('status', '--porcelain', '--untracked-files=no') ? '+' : '')
  } catch {
    return 'unknown'
  }
}
