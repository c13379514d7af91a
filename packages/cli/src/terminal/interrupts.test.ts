import { EventEmitter } from 'node:events'
import { describe, expect, it } from 'vitest'
import type { Host } from '../host.js'
import { catchInterrupts } from './interrupts.js'

function host() {
  const events = new EventEmitter()
  const exits: number[] = []
  const asHost = { on: events.on.bind(events), off: events.off.bind(events), exit: (code: number) => void exits.push(code) } as unknown as Host
  return { asHost, exits, interrupt: () => void events.emit('SIGINT'), listeners: () => events.listenerCount('SIGINT') + events.listenerCount('SIGTERM') }
}

describe('Ctrl-C', () => {
  it('ends the process at once where nothing can be stopped', () => {
    const { asHost, exits, interrupt } = host()
    catchInterrupts(asHost)
    interrupt()
    expect(exits).toEqual([130])
  })

  it('asks work to stop, and ends the process if it comes a second time', async () => {
    const { asHost, exits, interrupt } = host()
    const interrupts = catchInterrupts(asHost)
    await interrupts.whileStoppable(async () => {
      expect(interrupts.isRequested()).toBe(false)
      interrupt()
      expect([interrupts.isRequested(), exits]).toEqual([true, []])
      interrupt()
      expect(exits).toEqual([130])
    })
  })

  it('ends the process once the work is done, and is left to the process after the command', async () => {
    const { asHost, exits, interrupt, listeners } = host()
    const interrupts = catchInterrupts(asHost)
    await expect(interrupts.whileStoppable(() => Promise.reject(new Error('fault')))).rejects.toThrow('fault')
    interrupt()
    expect(exits).toEqual([130])
    interrupts.release()
    expect(listeners()).toBe(0)
  })
})
