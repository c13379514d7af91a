import { install, pnpm, requireNode, runProgram, turbo } from './bootstrap.mjs'
import { closingLines, keepTotal, removeTestReports, sumTestReports } from './testReports.mjs'

/** `npm test`: installs, lints, builds, type-checks and tests everything, then prints the total over all packages. */

async function test() {
  removeTestReports()
  requireNode()
  await install()
  const lintStatus = await pnpm(['exec', 'eslint', '.', '--cache', '--max-warnings', '0'])
  const tasks = ['typecheck', 'test', '--continue', '--concurrency=2', '--output-logs=new-only']
  // Trainings take every core, and a person at a window, whom Studio's tests play, does not wait for them: Studio goes last.
  const libraryStatus = await turbo([...tasks, '--filter=!@mixtura/studio'])
  const taskStatus = (await turbo([...tasks, '--filter=@mixtura/studio'])) || libraryStatus

  const total = sumTestReports()
  keepTotal(total)
  if (lintStatus !== 0) console.error('\nThe linter found something: see above.')
  if (taskStatus !== 0) console.error('\nA build, a type check or a test failed: see above.')
  if (total.unreported.length > 0) console.error(`\nNo test report from ${total.unreported.join(', ')}: the suite did not run to its end.`)
  console.log(closingLines(total, 'on this machine').join('\n'))
  return lintStatus || taskStatus || (total.failed > 0 || total.unreported.length > 0 ? 1 : 0)
}

await runProgram(test)
