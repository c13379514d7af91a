import { install, requireNode, runProgram, turbo } from './bootstrap.mjs'

/** `npm run packaging`: the tests of the packages as they are published, with every bundle on every kind of page. */

await runProgram(async () => {
  requireNode()
  await install()
  process.env.MIXTURA_PACKAGING = 'all'
  return turbo(['test', '--filter=@mixtura/packaging', '--output-logs=new-only'])
})
