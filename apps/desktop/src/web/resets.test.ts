import type { ChildProcess } from 'node:child_process'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline/promises'
import { fileURLToPath } from 'node:url'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'

/** Tests the built program against another local user without the token, and against windows that break the connection. */

const program = fileURLToPath(new URL('../../dist/web/main.js', import.meta.url))

let folder: string
let host: ChildProcess
let url: URL
let cookie: string

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'mixtura-resets-'))
  host = spawn(process.execPath, [program, '--no-open', '--state-folder', folder], { stdio: ['ignore', 'pipe', 'inherit'] })
  const [line] = await once(createInterface({ input: host.stdout! }), 'line')
  url = new URL(String(line).replace('Mixtura Studio: ', ''))
  const admitted = await fetch(url, { redirect: 'manual' })
  cookie = admitted.headers.get('set-cookie')!.split(';')[0]!
})

afterEach(async () => {
  expect([host.exitCode, host.signalCode]).toEqual([null, null])
  expect((await fetch(new URL('/?token=used', url))).status).toBe(403)
})

afterAll(async () => {
  host.kill('SIGTERM')
  if (host.exitCode === null) await once(host, 'exit')
  await rm(folder, { recursive: true, force: true })
})

type Ending = 'at once' | 'when answered'
/** Time to wait for an answer that may never come, in milliseconds. */
const answerTimeout = 200

/** Sends `text` unchanged and resets the connection. */
function sendAndReset(text: string | Uint8Array, ending: Ending): Promise<void> {
  return new Promise(resolve => {
    const socket = connect(Number(url.port), '127.0.0.1')
    socket.on('error', () => undefined)
    socket.on('close', () => resolve())
    if (ending === 'when answered') socket.once('data', () => socket.resetAndDestroy())
    socket.setTimeout(answerTimeout, () => socket.resetAndDestroy())
    socket.write(text, () => {
      if (ending === 'at once') socket.resetAndDestroy()
    })
  })
}

async function inParallel(count: number, work: (index: number) => Promise<void>): Promise<void> {
  let next = 0
  const worker = async (): Promise<void> => {
    while (next < count) await work(next++)
  }
  await Promise.all(Array.from({ length: 48 }, worker))
}

const head = (line: string, headers: Record<string, string> = {}): string =>
  [line, ...Object.entries({ host: url.host, ...headers }).map(([name, value]) => `${name}: ${value}`), '', ''].join('\r\n')

const upgrade = { connection: 'Upgrade', upgrade: 'websocket', 'sec-websocket-version': '13', 'sec-websocket-key': 'AAAAAAAAAAAAAAAAAAAAAA==' }
const admittedUpgrade = (): Record<string, string> => ({ ...upgrade, cookie, origin: url.origin })

describe('the host outlives', () => {
  it('10,000 upgrade requests that are reset', async () => {
    const foreign = head('GET /engine HTTP/1.1', upgrade)
    await inParallel(10_000, i => sendAndReset(foreign, i % 5 === 0 ? 'when answered' : 'at once'))
  })

  it('windows that are reset as their WebSocket opens', async () => {
    const own = head('GET /engine HTTP/1.1', admittedUpgrade())
    await inParallel(300, i => sendAndReset(own, i % 2 === 0 ? 'when answered' : 'at once'))
  })

  it('uploads and downloads that are reset', async () => {
    const upload = head('POST /files HTTP/1.1', { cookie, origin: url.origin, 'content-length': '1000000' }) + 'a,b\n1,2\n'
    const page = head('GET / HTTP/1.1', { cookie })
    await inParallel(200, i => sendAndReset(i % 2 === 0 ? upload : page.repeat(20), i % 3 === 0 ? 'when answered' : 'at once'))
  })

  it.each([
    ['requests that end in the middle', () => 'GET / HT'],
    ['no HTTP at all', () => Uint8Array.from({ length: 300 }, (_, i) => (i * 151) % 256)],
    ['a head of 100 kB', () => head('GET / HTTP/1.1', { padding: 'x'.repeat(100_000) })],
    ['a length that is none', () => head('POST /files HTTP/1.1', { cookie, 'content-length': '-1' })],
    ['chunks that are none', () => head('POST /files HTTP/1.1', { cookie, origin: url.origin, 'transfer-encoding': 'chunked' }) + 'zz\r\n'],
    ['another protocol to upgrade to', () => head('GET / HTTP/1.1', { connection: 'Upgrade, HTTP2-Settings', upgrade: 'h2c' })],
    ['a tunnel', () => 'CONNECT 127.0.0.1:22 HTTP/1.1\r\nhost: x\r\n\r\n'],
    ['frames without a mask', () => Buffer.concat([Buffer.from(head('GET /engine HTTP/1.1', admittedUpgrade())), Buffer.from([0x82, 0x05, 1, 2, 3, 4, 5])])],
    ['a frame of 2^62 bytes', () => Buffer.concat([Buffer.from(head('GET /engine HTTP/1.1', admittedUpgrade())), Buffer.from([0x82, 0xff, 0x40, 0, 0, 0, 0, 0, 0, 0, 1, 2, 3, 4])])],
    ['an opcode that is none', () => Buffer.concat([Buffer.from(head('GET /engine HTTP/1.1', admittedUpgrade())), Buffer.from([0x8f, 0x80, 1, 2, 3, 4])])],
  ])('%s', async (_what, text) => {
    await inParallel(60, i => sendAndReset(text(), i % 2 === 0 ? 'when answered' : 'at once'))
  })
})

/** The response status for a request line that no browser would send. */
async function statusOf(requestLine: string): Promise<number> {
  const socket = connect(Number(url.port), '127.0.0.1')
  socket.on('error', () => undefined)
  socket.write(head(requestLine, { cookie, connection: 'close' }))
  const [answer] = (await once(socket, 'data')) as [Buffer]
  socket.destroy()
  return Number(/^HTTP\/1\.1 (\d{3})/.exec(answer.toString('latin1'))?.[1])
}

it.each<[string, number]>([
  ['GET // HTTP/1.1', 400],
  ['GET //evil HTTP/1.1', 400],
  ['GET //evil/?token=x HTTP/1.1', 400],
  ['GET /\\evil HTTP/1.1', 400],
  ['GET http://127.0.0.1/ HTTP/1.1', 400],
  ['GET http://evil.example/ HTTP/1.1', 400],
  ['OPTIONS * HTTP/1.1', 400],
  ['GET /% HTTP/1.1', 404],
  ['GET /%00 HTTP/1.1', 404],
  ['GET /%ff%fe HTTP/1.1', 404],
  ['GET /?%=%&token=%00 HTTP/1.1', 303],
  ['GET /exports/%2e%2e HTTP/1.1', 404],
  ['GET /../../etc/passwd HTTP/1.1', 404],
  ['GET /files HTTP/1.1', 404],
  ['DELETE / HTTP/1.1', 405],
  ['TRACE / HTTP/1.1', 405],
])('answers the request line %j', async (line, status) => {
  expect(await statusOf(line)).toBe(status)
})

it('answers a path that no file system takes, and one that no head holds', async () => {
  expect(await statusOf(`GET /${'x'.repeat(8_000)} HTTP/1.1`)).toBe(404)
  expect(await statusOf(`GET /${'x'.repeat(100_000)} HTTP/1.1`)).toBe(431)
})
