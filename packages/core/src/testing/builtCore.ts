// Tests run in Node; what they test does not.
// eslint-disable-next-line no-restricted-imports
import { existsSync } from 'node:fs'
import type * as Core from '../index.js'

/** The door of the build. A worker thread is a file of its own, which Node can run when it has been built. */
export const builtDoor = new URL('../../dist/index.js', import.meta.url)

/** @throws {Error} if the build is not there: tests of threads cannot do without. */
export async function importBuiltCore(): Promise<typeof Core> {
  if (!existsSync(builtDoor)) {
    throw new Error('packages/core is not built, and worker threads run its dist. Run: pnpm --filter @mixtura/core build')
  }
  return (await import(/* @vite-ignore */ builtDoor.href)) as typeof Core
}
