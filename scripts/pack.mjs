import { mkdirSync, readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { install, pnpm, requireNode, root, runProgram, StepError, turbo } from './bootstrap.mjs'

/** `npm run pack`: builds the packages, packs them into `tarballs/` as they are published, and says how to install them. */

const packages = ['--filter', './packages/*']
const folder = join(root, 'tarballs')

await runProgram(async () => {
  requireNode()
  await install()
  if ((await turbo(['build', ...packages, '--output-logs=errors-only'])) !== 0) throw new StepError('The packages were not built; the lines above say why.')
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder)
  const status = await pnpm(['-r', '--reporter=silent', ...packages, 'pack', '--pack-destination', folder])
  if (status !== 0) throw new StepError(`The packages were not packed (pnpm ended with ${status}).`)
  // Names in full, because cmd and PowerShell do not expand patterns.
  const names = readdirSync(folder)
  const files = names.map(name => `"${join(folder, name)}"`).join(' ')
  console.log(`${names.length} packages are in ${folder}.`)
  console.log(`For a program of yours, in its folder:  npm install ${files}`)
  console.log(`For the command mixtura everywhere:     npm install --global ${files}`)
})
