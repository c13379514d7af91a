import { existsSync } from 'node:fs'
import { expect, it } from 'vitest'
import { workplace } from '../testing/mixtura.js'

const { run, file, path } = workplace()

/** Numbers from 0 to 1 that look random (Park and Miller 1988). */
function uniforms(count: number): readonly number[] {
  let state = 1
  return Array.from({ length: count }, () => (state = (state * 48271) % 2147483647) / 2147483647)
}

// Without clusters, and with no tolerance, EM goes on for as many iterations as it may.
const rows = 3000
const numbers = uniforms(2 * rows)
const table = file('uniform.csv', `x,y\n${Array.from({ length: rows }, (_, row) => `${numbers[2 * row]},${numbers[2 * row + 1]}`).join('\n')}\n`)
const longFit = ['fit', table, '--components', '8', '--starts', '1', '--tolerance', '0', '--max-iterations', '3000', '--json']
const factsOf = (stdout: string): unknown => (JSON.parse(stdout.trimEnd().split('\n').at(-1)!) as { facts: unknown }).facts

// Windows has no signal that a process may answer: kill ends it at once.
it.skipIf(process.platform === 'win32')('keeps the checkpoint after Ctrl-C, says how to go on, and goes on to the same result', async () => {
  let isInterrupted = false
  const interrupted = await run([...longFit, '--model', 'long.mixtura'], {
    onOutput(child, output) {
      if (isInterrupted || !output.includes('"phase":"fit"')) return
      isInterrupted = true
      child.kill('SIGINT')
    },
  })
  expect(interrupted.code).toBe(130)
  expect(interrupted.stderr).toBe(
    `Interrupted. What was learned so far is kept in long.mixtura.checkpoint. Go on with:\n  mixtura ${longFit.join(' ')} --model long.mixtura --resume\n`,
  )
  expect(existsSync(path('long.mixtura'))).toBe(false)
  expect(existsSync(path('long.mixtura.checkpoint'))).toBe(true)

  expect(await run([...longFit, '--model', 'long.mixtura'])).toEqual({
    code: 2,
    stdout: '',
    stderr: 'mixtura: There is a checkpoint of an interrupted fit in long.mixtura.checkpoint. Go on with --resume, or delete the folder to begin anew.\n',
  })

  const resumed = await run([...longFit, '--model', 'long.mixtura', '--resume'])
  expect(resumed).toMatchObject({ code: 0, stderr: expect.stringMatching(/^Resuming from long\.mixtura\.checkpoint\n/) as string })
  expect(existsSync(path('long.mixtura.checkpoint'))).toBe(false)
  expect(factsOf(resumed.stdout)).toEqual(factsOf((await run(longFit)).stdout))
})

it.skipIf(process.platform === 'win32')('keeps nothing if there is no file beside which to keep it, and says so', async () => {
  let isInterrupted = false
  const { code, stderr } = await run(longFit, {
    onOutput(child, output) {
      if (isInterrupted || !output.includes('"phase":"fit"')) return
      isInterrupted = true
      child.kill('SIGINT')
    },
  })
  expect(code).toBe(130)
  expect(stderr).toMatch(/^Interrupted\. Nothing was kept/)
})

it.skipIf(process.platform === 'win32')('keeps the checkpoint beside the file of --out if no model is saved', async () => {
  let isInterrupted = false
  const args = [...longFit, '--out', 'long.csv']
  const interrupted = await run(args, {
    onOutput(child, output) {
      if (isInterrupted || !output.includes('"phase":"fit"')) return
      isInterrupted = true
      child.kill('SIGINT')
    },
  })
  expect(interrupted).toMatchObject({
    code: 130,
    stderr: `Interrupted. What was learned so far is kept in long.csv.checkpoint. Go on with:\n  mixtura ${args.join(' ')} --resume\n`,
  })
  expect([existsSync(path('long.csv')), existsSync(path('long.csv.checkpoint'))]).toEqual([false, true])
  expect((await run([...args, '--resume'])).code).toBe(0)
  expect([existsSync(path('long.csv')), existsSync(path('long.csv.checkpoint'))]).toEqual([true, false])
})
