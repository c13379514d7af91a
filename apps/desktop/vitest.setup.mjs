import { buildStudio } from './build.mjs'

/** Tests of the engine, the hosts and the window run Studio as built, in processes of its own. */
export async function setup() {
  // Turbo builds before it tests, and says that it is there.
  if (process.env.TURBO_HASH === undefined) await buildStudio()
}
