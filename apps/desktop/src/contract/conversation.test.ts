import { describe, expect, it, vi } from 'vitest'
import type { StudioApi } from './api.js'
import { createEngineClient } from './client.js'
import { encodeFrame } from './codec.js'
import type { EngineState } from './host.js'
import { StudioError } from './errors.js'
import { serveEngine } from './serve.js'

type Listener = (frame: Uint8Array) => void

/** A client and a server of the contract, connected in memory. Commands that are not given fail the test. */
function converse(implementation: Partial<StudioApi>) {
  const toClient = new Set<Listener>()
  const toServer = new Set<Listener>()
  const states = new Set<(state: EngineState) => void>()
  const service = serveEngine(
    {
      send: frame => toClient.forEach(listener => listener(frame)),
      onFrame: listener => (toServer.add(listener), () => void toServer.delete(listener)),
    },
    implementation as StudioApi,
  )
  const client = createEngineClient({
    send: frame => toServer.forEach(listener => listener(frame)),
    onFrame: listener => (toClient.add(listener), () => void toClient.delete(listener)),
    onState: listener => (states.add(listener), listener({ kind: 'ready' }), () => void states.delete(listener)),
  })
  return {
    ...client,
    service,
    setState: (state: EngineState) => states.forEach(listener => listener(state)),
    sendRaw: (value: unknown) => toServer.forEach(listener => listener(encodeFrame(value))),
  }
}

const session = { version: '1', datasets: [], fits: [], problem: null }

class CollapsedError extends Error {
  readonly code = 'collapsed-component'
  readonly component = 2
  readonly pivot = NaN
  readonly rows = [1]
}

describe('the contract between a window and the engine', () => {
  it('answers a command', async () => {
    const { engine } = converse({ getSession: async () => session })
    expect(await engine.getSession(null)).toEqual(session)
  })

  it('carries a typed failure with its code, sentence and plain fields', async () => {
    const { engine } = converse({ getSession: () => Promise.reject(new CollapsedError('component 2 collapsed')) })
    await expect(engine.getSession(null)).rejects.toEqual(
      new StudioError('collapsed-component', 'component 2 collapsed', { component: 2, pivot: 'NaN' }),
    )
  })

  it('calls any other failure internal', async () => {
    const failure = Object.assign(new Error('EIO: i/o error, read'), { code: 'EIO' })
    const { engine } = converse({ getSession: () => Promise.reject(failure) })
    await expect(engine.getSession(null)).rejects.toMatchObject({
      code: 'internal',
      message: 'Something went wrong: EIO: i/o error, read',
    })
  })

  it('does not take a wrong answer', async () => {
    const wrong = { ...session, datasets: [{ id: '' }] } as unknown as typeof session
    const { engine } = converse({ getSession: async () => wrong })
    await expect(engine.getSession(null)).rejects.toMatchObject({
      code: 'internal',
      message: 'The engine answered getSession with a wrong datasets.0.id: Invalid string: must match pattern /^dataset-\\d{1,15}$/.',
    })
  })

  it('outlives frames that are no messages, and methods that are no commands', async () => {
    const { engine, sendRaw } = converse({ getSession: async () => session })
    for (const frame of [null, 7, {}, { t: 'q' }, { t: 'q', m: 'constructor', a: [], i: '1' }]) sendRaw(frame)
    expect(await engine.getSession(null)).toEqual(session)
  })

  it('rejects calls that wait when the engine is lost, and new ones until it is back', async () => {
    const { engine, setState } = converse({ getSession: () => new Promise(() => undefined) })
    const waiting = engine.getSession(null)
    // The call is sent in a microtask.
    await Promise.resolve()
    setState({ kind: 'lost', message: 'It is gone.' })
    const failure = { code: 'engine-lost', message: 'Reading the session was not finished. It is gone.' }
    await expect(waiting).rejects.toMatchObject(failure)
    await expect(engine.getSession(null)).rejects.toMatchObject(failure)
    setState({ kind: 'ready' })
    const stillWaits = await Promise.race([engine.getSession(null), new Promise(resolve => setTimeout(resolve, 20, 'waits'))])
    expect(stillWaits).toBe('waits')
  })

  it('delivers events until the listener leaves', async () => {
    const { service, onEvent } = converse({})
    const listener = vi.fn()
    const stop = onEvent('fitProgress', listener)
    const progress = {
      fit: 'fit-1', status: 'running', seconds: 0.1, phase: 'fit', step: 3, steps: null, places: [{ name: 'start', at: 1, of: 2 }],
      metrics: [{ name: 'meanLogLikelihood', unit: 'natsPerRow', steps: [3], values: [-2.5] }],
      picture: { kind: 'samples', positions: Float32Array.of(1, 2) },
    } as unknown as Parameters<typeof service.emit<'fitProgress'>>[1]
    service.emit('fitProgress', progress)
    await vi.waitFor(() => expect(listener).toHaveBeenCalledExactlyOnceWith(progress))
    stop()
    service.emit('fitProgress', progress)
    await new Promise(resolve => setTimeout(resolve, 10))
    expect(listener).toHaveBeenCalledTimes(1)
  })
})
