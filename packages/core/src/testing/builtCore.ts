// Tests run in Node, but the package must not import from it.
// eslint-disable-next-line no-restricted-imports
import { existsSync } from 'node:fs'
import type * as Core from '../index.js'

/** Entry point of the build. Node can run the file of a worker thread only after the build. */
export const builtDoor = new URL('../../dist/index.js', import.meta.url)

/** @throws {Error} if there is no build: tests of threads need it. */
export async function importBuiltCore(): Promise<typeof Core> {
  if (!existsSync(builtDoor)) {
    throw new Error('packages/core is not built, and worker threads run its dist. Run: pnpm --filter @mixtura/core build')
  }
  return (await import(/* @vite-ignore */ builtDoor.href)) as typeof Core
}
