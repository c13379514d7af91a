import { buildPrograms } from './build.mjs'

/** Tests of the engine and the hosts run the programs as built, in processes of their own. */
export async function setup() {
  await buildPrograms()
}
