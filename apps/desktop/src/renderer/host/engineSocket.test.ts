import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import type { EngineState } from '../../contract/host.js'
import { openEngineSocket } from './engineSocket.js'

/** A WebSocket that the test controls. */
class FakeSocket extends EventTarget {
  static readonly OPEN = 1
  static readonly opened: FakeSocket[] = []
  readyState = FakeSocket.OPEN
  readonly sent: Uint8Array[] = []
  constructor() {
    super()
    FakeSocket.opened.push(this)
  }
  send(frame: Uint8Array): void {
    this.sent.push(frame)
  }
  receive(data: string | ArrayBuffer): void {
    this.dispatchEvent(new MessageEvent('message', { data }))
  }
  drop(): void {
    this.readyState = 3
    this.dispatchEvent(new Event('close'))
  }
}

const welcome = JSON.stringify({ kind: 'welcome', initialFile: null, engine: { kind: 'ready' } })

beforeEach(() => {
  vi.useFakeTimers()
  vi.stubGlobal('WebSocket', FakeSocket)
  FakeSocket.opened.length = 0
})
afterEach(() => {
  vi.useRealTimers()
  vi.unstubAllGlobals()
})

it('moves frames, reports the loss of the line, and opens it again with growing patience', async () => {
  const opening = openEngineSocket(new URL('ws://127.0.0.1:1/engine'))
  const [first] = FakeSocket.opened
  first!.receive(welcome)
  const { transport, initialFile } = await opening
  expect(initialFile).toBeNull()
  const frames: Uint8Array[] = []
  const states: EngineState['kind'][] = []
  transport.onFrame(frame => frames.push(frame))
  transport.onState(({ kind }) => states.push(kind))
  first!.receive(Uint8Array.of(1, 2).buffer)
  transport.send(Uint8Array.of(3))
  expect(frames).toEqual([Uint8Array.of(1, 2)])
  expect(first!.sent).toEqual([Uint8Array.of(3)])

  first!.receive(JSON.stringify({ kind: 'engine', state: { kind: 'lost', message: 'gone' } }))
  first!.receive(JSON.stringify({ kind: 'engine', state: { kind: 'ready' } }))
  first!.drop()
  transport.send(Uint8Array.of(4))
  expect(first!.sent).toHaveLength(1)
  expect(states).toEqual(['ready', 'lost', 'ready', 'lost'])

  vi.advanceTimersByTime(250)
  expect(FakeSocket.opened).toHaveLength(2)
  FakeSocket.opened[1]!.drop()
  vi.advanceTimersByTime(499)
  expect(FakeSocket.opened).toHaveLength(2)
  vi.advanceTimersByTime(1)
  FakeSocket.opened[2]!.receive(welcome)
  expect(states.at(-1)).toBe('ready')
  FakeSocket.opened[2]!.drop()
  vi.advanceTimersByTime(250)
  expect(FakeSocket.opened).toHaveLength(4)
})
