import { expect, it } from 'vitest'
import { findCommand, lastLines, runCommand } from './commands.js'

it('gives what a program wrote and how it ended', async () => {
  const result = await runCommand(process.execPath, ['-e', 'console.log(1); console.error(2); process.exitCode = 3'])
  expect(result).toEqual({ status: 3, stdout: '1\n', stderr: '2\n' })
  expect(lastLines(result)).toBe('2')
})

it('takes a program that is not there, or too slow, for a result', async () => {
  expect(await runCommand('/nowhere/program', [])).toMatchObject({ status: null, stderr: 'spawn /nowhere/program ENOENT' })
  const slow = await runCommand(process.execPath, ['-e', 'setTimeout(() => {}, 60_000)'], { timeoutMilliseconds: 200 })
  expect(slow.status).toBeNull()
})

it('finds the first program that answers', async () => {
  expect(await findCommand(['/nowhere/program', process.execPath], ['--version'])).toBe(process.execPath)
  expect(await findCommand(['/nowhere/program'], ['--version'])).toBeNull()
})
