import { afterEach, describe, expect, it, vi } from 'vitest'
import { InvalidOptionError } from '@mixtura/numerics'
import { nodeThreads } from './nodeThreads.js'
import { shareMatrix, shareNumbers } from './shareNumbers.js'
import { serveWorkerPort } from './workerPort.js'
import { openWorkerThread } from './workerThread.js'

afterEach(() => {
  vi.unstubAllGlobals()
})

/** The host, as this code detects it. */
const beBrowser = (): void => void vi.stubGlobal('process', undefined)

/** A browser's worker that answers each message with its double. */
class DoublingWorker extends EventTarget {
  terminated = false
  postMessage(message: number): void {
    this.dispatchEvent(new MessageEvent('message', { data: 2 * message }))
  }
  terminate(): void {
    this.terminated = true
  }
}

describe('nodeThreads', () => {
  it('is the module of Node, with and without getBuiltinModule', async () => {
    const { parentPort, Worker: NodeWorker } = await nodeThreads()!
    expect([parentPort === null || typeof parentPort, typeof NodeWorker]).toContain('function')
    vi.stubGlobal('process', { versions: process.versions })
    expect((await nodeThreads()!).Worker).toBe(NodeWorker)
  })

  it('is undefined in browsers, and in the windows of Electron', () => {
    vi.stubGlobal('process', { versions: process.versions, type: 'renderer' })
    expect(nodeThreads()).toBeUndefined()
    beBrowser()
    expect(nodeThreads()).toBeUndefined()
  })
})

describe('shareNumbers', () => {
  it('copies into shared memory once', () => {
    const shared = shareNumbers(Float64Array.of(0, 1, 2).subarray(1))
    expect(shared).toEqual(Float64Array.of(1, 2))
    expect(shared.buffer).toBeInstanceOf(SharedArrayBuffer)
    expect(shareNumbers(shared)).toBe(shared)
    const { data, ...size } = shareMatrix({ data: Float32Array.of(0.1, 7), rows: 1, columns: 2 })
    expect([data, size]).toEqual([Float32Array.of(0.1, 7), { rows: 1, columns: 2 }])
  })

  it('copies only a view of a larger buffer in a page that is not isolated', () => {
    beBrowser()
    const whole = Float64Array.of(0, 1, 2)
    expect(shareNumbers(whole)).toBe(whole)
    expect(shareNumbers(whole.subarray(1)).buffer.byteLength).toBe(16)
    vi.stubGlobal('crossOriginIsolated', true)
    expect(shareNumbers(whole).buffer).toBeInstanceOf(SharedArrayBuffer)
  })
})

describe('in browsers', () => {
  it('exchanges messages with a worker, and is told when it fails', async () => {
    beBrowser()
    const worker = new DoublingWorker()
    vi.stubGlobal('Worker', DoublingWorker)
    const heard: unknown[] = []
    const thread = await openWorkerThread({
      url: new URL('file:///not-used.js'),
      openInBrowser: () => worker as unknown as Worker,
      onMessage: message => heard.push(message),
      onFailure: ({ code, reason }) => heard.push([code, reason]),
    })
    thread.post(21)
    worker.dispatchEvent(Object.assign(new Event('error'), { message: 'out of memory' }))
    worker.dispatchEvent(new Event('error'))
    worker.dispatchEvent(new Event('messageerror'))
    await thread.terminate()
    expect(heard).toEqual([
      42,
      ['worker-failed', 'out of memory'],
      ['worker-failed', 'its module could not be loaded'],
      ['worker-failed', 'a message could not be read'],
    ])
    expect(worker.terminated).toBe(true)
  })

  it('serves a worker that listens from the first turn of the event loop', () => {
    beBrowser()
    const scope = new EventTarget()
    const posted: unknown[] = []
    vi.stubGlobal('addEventListener', scope.addEventListener.bind(scope))
    vi.stubGlobal('postMessage', (message: unknown) => posted.push(message))
    serveWorkerPort(port => port.onMessage(message => port.post([message])))
    scope.dispatchEvent(new MessageEvent('message', { data: 'hello' }))
    expect(posted).toEqual([['hello']])
  })

  it('refuses threads if there are no workers', async () => {
    beBrowser()
    vi.stubGlobal('Worker', undefined)
    const opening = openWorkerThread({
      url: new URL('file:///not-used.js'),
      openInBrowser: () => expect.unreachable(),
      onMessage: () => undefined,
      onFailure: () => undefined,
    })
    await expect(opening).rejects.toThrow(InvalidOptionError)
    await expect(opening).rejects.toThrow(
      "option threads must be 1 on a host without workers, but it is 'more than 1'. Pass threads: 1.",
    )
  })
})
