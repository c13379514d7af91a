import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const folder = new URL('../../packages/', import.meta.url)

/** What the tests read of a package.json. */
export interface Manifest {
  readonly name: string
  readonly version: string
  readonly sideEffects?: boolean | readonly string[]
  readonly exports: Readonly<Record<string, string | Readonly<Record<string, string>>>>
  readonly scripts?: Readonly<Record<string, string>>
  readonly dependencies?: Readonly<Record<string, string>>
  readonly peerDependencies?: Readonly<Record<string, string>>
}

/** `npm run packaging` and a release try every combination and skip nothing for want of a registry; `npm test` tries those that differ most. */
export const isThorough = process.env['MIXTURA_PACKAGING'] === 'all'

/** Folders of the packages that are published: all of `packages/`. */
export const packageNames: readonly string[] = readdirSync(folder).sort()

/** The packages that also run in browsers. */
export const browserPackages = ['core', 'deep', 'meta', 'models', 'numerics', 'tensor'] as const

export const packageFile = (name: string, file: string): string => fileURLToPath(new URL(`${name}/${file}`, folder))

export const manifestOf = (name: string): Manifest => JSON.parse(readFileSync(packageFile(name, 'package.json'), 'utf8')) as Manifest

export const readmeOf = (name: string): string => readFileSync(packageFile(name, 'README.md'), 'utf8')
