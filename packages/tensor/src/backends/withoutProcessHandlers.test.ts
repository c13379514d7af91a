import process from 'node:process'
import { setTimeout as pause } from 'node:timers/promises'
import { afterEach, expect, it } from 'vitest'
import { useBackend } from './useBackend.js'
import { withoutProcessHandlers } from './withoutProcessHandlers.js'

const added: (() => void)[] = []
const handler = (): (() => void) => {
  const listener = (): void => undefined
  added.push(listener)
  return listener
}
afterEach(() => {
  for (const listener of added) process.off('uncaughtException', listener).off('exit', listener)
})

it('ignores handlers of errors that the start registers, also after a pause, and keeps others', async () => {
  const [ofStart, ofExit, ofProgram] = [handler(), handler(), handler()]
  const started = withoutProcessHandlers(async () => {
    await pause(1)
    process.on('uncaughtException', ofStart)
    process.on('exit', ofExit)
    await pause(10)
  })
  process.on('uncaughtException', ofProgram)
  await started
  expect(process.listeners('uncaughtException')).not.toContain(ofStart)
  expect(process.listeners('uncaughtException')).toContain(ofProgram)
  expect(process.listeners('exit')).toContain(ofExit)
  expect(Object.hasOwn(process, 'on')).toBe(false)
})

it('restores the process if the start fails', async () => {
  await expect(withoutProcessHandlers(() => Promise.reject(new Error('no memory')))).rejects.toThrow('no memory')
  expect(Object.hasOwn(process, 'on')).toBe(false)
})

it('leaves the handling of errors alone when the wasm backend starts', async () => {
  const before = [process.listeners('uncaughtException'), process.listeners('unhandledRejection')]
  await useBackend({ among: ['wasm'], threads: 2 })
  expect([process.listeners('uncaughtException'), process.listeners('unhandledRejection')]).toEqual(before)
})
