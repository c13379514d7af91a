import { install, requireNode, StepError, turbo } from './bootstrap.mjs'

/** `npm run packaging`: the tests of the packages as they are published, with every bundle on every kind of page. */

try {
  requireNode()
  await install()
  process.env.MIXTURA_PACKAGING = 'all'
  process.exitCode = await turbo(['test', '--filter=@mixtura/packaging', '--output-logs=new-only'])
} catch (error) {
  if (!(error instanceof StepError)) throw error
  console.error(error.message)
  process.exitCode = 1
}
