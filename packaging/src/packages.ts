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


/** Folders of the packages that are published: all of `packages/`. */
export const packageNames: readonly string[] = readdirSync(folder).sort()

/** The packages that also run in browsers. */
export const browserPackages = ['core', 'deep', 'meta', 'models', 'numerics', 'tensor'] as const

export const packageFile = (name: string, file: string): string => fileURLToPath(new URL(`${name}/${file}`, folder))

export const manifestOf = (name: string): Manifest => JSON.parse(readFileSync(packageFile(name, 'package.json'), 'utf8')) as Manifest

export const readmeOf = (name: string): string => readFileSync(packageFile(name, 'README.md'), 'utf8')

/** What can be imported of the packages, each with the name of its package. */
export const doors: readonly (readonly [door: string, name: string])[] = packageNames.flatMap(name =>
  Object.entries(manifestOf(name).exports)
    .filter(([, door]) => typeof door === 'object')
    .map(([path]) => [`@mixtura/${name}${path.slice(1)}`, name] as const),
)
