import { mkdirSync, writeFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { workplace } from '../testing/mixtura.js'

const { run, path } = workplace()

/** A folder of Studio whose web host prints its arguments. */
function fakeStudio(code: string): string {
  mkdirSync(path('studio/dist/web'), { recursive: true })
  writeFileSync(path('studio/package.json'), '{ "type": "module" }')
  writeFileSync(path('studio/dist/web/main.js'), code)
  return path('studio')
}

it('runs the web host with the file and the options, and ends as it does', async () => {
  const env = { MIXTURA_STUDIO: fakeStudio('console.log(process.argv.slice(2).join(" ")); process.exitCode = 2') }
  expect(await run(['studio', 'old-faithful.csv', '--port', '8123', '--memory-limit', '500', '--no-open'], { env })).toEqual({ code: 2, stdout: 'old-faithful.csv --port 8123 --memory-limit 500 --no-open\n', stderr: '' })
})

it('says what to do if Studio is not there', async () => {
  const { code, stderr } = await run(['studio'], { env: { MIXTURA_STUDIO: path('absent') } })
  expect([code, stderr]).toEqual([3, 'mixtura: Studio is not installed beside this command. Run npm start in the repository of Mixtura, or set MIXTURA_STUDIO to the folder of Studio that holds dist/web/main.js.\n'])
})

// Windows has no signal that a process may answer: kill ends it at once.
it.skipIf(process.platform === 'win32')('passes a signal on, and waits until Studio has closed', async () => {
  const env = { MIXTURA_STUDIO: fakeStudio('process.on("SIGTERM", () => { console.log("closed"); process.exit(0) }); console.log("open"); setInterval(() => {}, 1000)') }
  let isSent = false
  const ended = await run(['studio'], {
    env,
    onOutput(child, output) {
      if (isSent || !output.includes('open')) return
      isSent = true
      child.kill('SIGTERM')
    },
  })
  expect(ended).toEqual({ code: 0, stdout: 'open\nclosed\n', stderr: '' })
})
