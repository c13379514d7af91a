import { expect, it } from 'vitest'
import { PauseGate } from './pauseGate.js'

const isSettled = async (promise: Promise<void>): Promise<boolean> => {
  let settled = false
  void promise.then(() => (settled = true))
  await new Promise(resolve => setTimeout(resolve))
  return settled
}

it('closes once the fit waits at it, however often it is closed', async () => {
  const gate = new PauseGate()
  const closed = gate.close()
  expect([gate.isClosed, await isSettled(closed)]).toEqual([true, false])
  const passed = gate.pass()
  await closed
  await gate.close()
  expect(await isSettled(passed)).toBe(false)
  gate.open()
  await passed
  expect(gate.isClosed).toBe(false)
})

it('does not keep a pause waiting if it opens before the fit arrives, or if the fit has ended', async () => {
  const gate = new PauseGate()
  const opened = gate.close()
  gate.open()
  await opened
  const ended = gate.close()
  gate.remove()
  await ended
  await gate.close()
  expect(gate.isClosed).toBe(false)
})
