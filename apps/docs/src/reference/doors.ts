import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const packages = fileURLToPath(new URL('../../../../packages', import.meta.url))

/** A door of a package: what its users import. */
export interface Door {
  /** Such as @mixtura/core/validation. */
  readonly name: string
  /** Path of the module that it is made of. */
  readonly source: string
}

/** Every door that has types, by the `exports` of the packages. */
export const doors: readonly Door[] = readdirSync(packages).flatMap(folder => {
  const { exports } = JSON.parse(readFileSync(join(packages, folder, 'package.json'), 'utf8')) as { exports: Record<string, string | { types: string }> }
  return Object.entries(exports)
    .filter(([, door]) => typeof door === 'object')
    .map(([path]) => ({ name: `@mixtura/${folder}${path.slice(1)}`, source: join(packages, folder, 'src', path.slice(1), 'index.ts') }))
})

/** The door of a module that TypeDoc names by its path below the packages, such as core/src. */
export const doorAt = (module: string): Door | undefined => doors.find(({ source }) => source === join(packages, module, 'index.ts'))
