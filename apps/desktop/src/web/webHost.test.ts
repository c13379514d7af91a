import type { ChildProcess } from 'node:child_process'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { request as httpRequest } from 'node:http'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline/promises'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { WebSocket } from 'ws'
import { createEngineClient } from '../contract/client.js'
import { contentSecurityPolicy } from '../contract/contentSecurityPolicy.js'
import { fileNameHeader, hostMessageSchema, uploadedFileSchema } from '../contract/hostMessage.js'

/** Tests the built program in a separate process with requests like those of a browser. */

const program = fileURLToPath(new URL('../../dist/web/main.js', import.meta.url))
const windowFolder = fileURLToPath(new URL('../../dist/renderer', import.meta.url))

let folder: string
let host: ChildProcess
let printed: string[]
let url: URL
let cookie: string

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'mixtura-web-'))
  await writeFile(join(folder, 'given.csv'), 'a,b\n1,2\n3,5\n')
  host = spawn(process.execPath, [program, '--no-open', '--state-folder', join(folder, 'state'), join(folder, 'given.csv')], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  printed = []
  const lines = createInterface({ input: host.stdout! })
  lines.on('line', line => printed.push(line))
  await once(lines, 'line')
  url = new URL(printed[0]!.replace('Mixtura Studio: ', ''))
  const admitted = await fetch(url, { redirect: 'manual' })
  expect(admitted.status).toBe(303)
  expect(admitted.headers.get('location')).toBe('/')
  expect(admitted.headers.get('set-cookie')).toMatch(/^mixtura-\d+=[\w-]{43}; HttpOnly; SameSite=Strict; Path=\/$/)
  cookie = admitted.headers.get('set-cookie')!.split(';')[0]!
})

afterAll(async () => {
  host.kill('SIGTERM')
  if (host.exitCode === null) await once(host, 'exit')
  await rm(folder, { recursive: true, force: true })
})

const at = (path: string): URL => new URL(path, url)
const own = (headers: Record<string, string> = {}) => ({ headers: { cookie, ...headers } })

describe('who is let in', () => {
  it('prints one line, with the address', () => {
    expect(printed).toHaveLength(1)
    expect(url.href).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/\?token=[\w-]{43}$/)
  })

  it('takes the token once', async () => {
    const again = await fetch(url, { redirect: 'manual' })
    expect(again.status).toBe(403)
    expect(await again.text()).toContain('The link works once')
    expect((await fetch(url, { redirect: 'manual', ...own() })).status).toBe(303)
    expect((await fetch(at('/?token=x'), { redirect: 'manual' })).status).toBe(403)
  })

  it('answers nothing without the cookie', async () => {
    for (const path of ['/', '/exports/x', '/engine']) expect((await fetch(at(path))).status).toBe(403)
    expect((await fetch(at('/files'), { method: 'POST', body: 'a' })).status).toBe(403)
  })

  it('answers to its own name only', async () => {
    const status = await new Promise(resolve => {
      httpRequest(at('/'), { headers: { host: 'evil.example', cookie } }, response => resolve(response.statusCode)).end()
    })
    expect(status).toBe(421)
  })

  it('opens the WebSocket for its own origin and session only', async () => {
    const refused = (headers: Record<string, string>) =>
      new Promise(resolve => {
        const socket = new WebSocket(at('/engine').href.replace('http', 'ws'), { headers })
        socket.on('error', error => resolve(error.message))
        socket.on('open', () => resolve('open'))
      })
    const forbidden = 'Unexpected server response: 403'
    expect(await refused({ origin: url.origin })).toBe(forbidden)
    expect(await refused({ origin: 'http://evil.example', cookie })).toBe(forbidden)
    expect(await refused({ cookie })).toBe(forbidden)
  })

  it('listens on the loopback address only', async () => {
    const socket = connect({ host: '127.0.0.2', port: Number(url.port) })
    // Linux routes all of 127/8 to this machine, so a server that listened on every address would answer.
    expect(await once(socket, 'connect').then(() => 'open', () => 'refused')).toBe('refused')
  })
})

describe('what is served', () => {
  it('the window, under the strict policy', async () => {
    const page = await fetch(at('/'), own())
    expect(page.status).toBe(200)
    expect(Object.fromEntries(page.headers)).toMatchObject({
      'content-type': 'text/html; charset=utf-8',
      'content-security-policy': contentSecurityPolicy,
      'cross-origin-opener-policy': 'same-origin',
      'cross-origin-embedder-policy': 'require-corp',
      'cross-origin-resource-policy': 'same-origin',
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
    })
    expect(await page.text()).toBe(await readFile(join(windowFolder, 'index.html'), 'utf8'))
  })

  it('nothing above the window’s folder', async () => {
    for (const path of ['/..%2fengine%2fentry.js', '/%2e%2e/engine/entry.js', '/..%5cengine', '/%00', '/%', '/assets']) {
      expect((await rawGet(path)).status, path).toBe(404)
    }
  })

  it('an upload to the engine, and an export from it', async () => {
    const { engine, close, initialFile } = await openSocket()
    expect((await engine.openFile({ file: initialFile! })).name).toBe('given.csv')

    const rows = Array.from({ length: 30 }, (_, i) => `${i % 2 ? i : i + 90},${i % 7}`).join('\n')
    const headers = { origin: url.origin, [fileNameHeader]: encodeURIComponent('../../花/maße.csv') }
    const response = await fetch(at('/files'), { method: 'POST', body: `x,y\n${rows}\n`, ...own(headers) })
    expect(response.status).toBe(201)
    const { file } = uploadedFileSchema.parse(await response.json())
    const dataset = await engine.openFile({ file })
    expect(dataset).toMatchObject({ name: 'maße.csv', rows: 30 })

    const { id } = await engine.startFit({
      features: { dataset: dataset.id, columns: ['x', 'y'], scaling: 'none', missing: 'error', label: null },
      family: 'mixture',
      options: { components: 2, covarianceType: 'diag', starts: 1, seed: 1, maxIterations: 50 },
      view: { kind: 'principal' },
    })
    while ((await engine.getFit({ fit: id })).status !== 'completed') await new Promise(resolve => setTimeout(resolve, 20))
    const exported = await engine.exportFit({ fit: id, content: 'csv' })
    const download = await fetch(at(`/exports/${exported.file}`), own())
    expect(download.headers.get('content-disposition')).toBe(
      `attachment; filename="ma_e-clusters.csv"; filename*=UTF-8''ma%C3%9Fe-clusters.csv`,
    )
    const text = await download.text()
    expect(text.split('\n')[0]!.trim()).toBe('x,y,cluster,max_posterior,posterior_1,posterior_2,log_density,anomaly_score')
    expect(Buffer.byteLength(text)).toBe(exported.bytes)
    expect((await fetch(at('/exports/unknown'), own())).status).toBe(404)
    close()

    const reloaded = await openSocket()
    const session = await reloaded.engine.getSession(null)
    expect(session.datasets.map(({ name }) => name)).toEqual(['given.csv', 'maße.csv'])
    expect(session.fits).toHaveLength(1)
    reloaded.close()
  })

  it('no upload from another origin, and nothing is left of one that breaks off', async () => {
    const foreign = await fetch(at('/files'), { method: 'POST', body: 'a', ...own({ origin: 'http://evil.example' }) })
    expect(foreign.status).toBe(403)
    // The list of recent files lies beside the folder of the run.
    const run = (await readdir(join(folder, 'state'), { withFileTypes: true })).find(entry => entry.isDirectory())!
    const uploads = join(folder, 'state', run.name, 'uploads')
    const before = await readdir(uploads).catch(() => [])
    const broken = httpRequest(at('/files'), { method: 'POST', ...own({ origin: url.origin, 'content-length': '1000' }) })
    broken.on('error', () => undefined)
    broken.write('a,b\n')
    await new Promise(resolve => setTimeout(resolve, 100))
    expect(await readdir(uploads)).toHaveLength(before.length + 1)
    broken.destroy()
    await expect.poll(() => readdir(uploads)).toHaveLength(before.length)
  })
})

it('ends with its engine on SIGTERM', async () => {
  const second = spawn(process.execPath, [program, '--no-open', '--state-folder', join(folder, 'second')], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  await once(createInterface({ input: second.stdout }), 'line')
  second.kill('SIGTERM')
  expect(await once(second, 'exit')).toEqual([0, null])
})

it.each([
  [['no-such-file.csv'], /^There is no file .*no-such-file\.csv\.\n$/],
  [['--port', 'many'], /^--port must be a whole number from 0 to 65535, but it is many\.\n$/],
  [['--prot', '1'], /^Unknown option '--prot'.* Usage: /s],
])('refuses %j', async (args, message) => {
  const refused = spawn(process.execPath, [program, ...args], { stdio: ['ignore', 'ignore', 'pipe'] })
  const text = refused.stderr.toArray()
  expect(await once(refused, 'exit')).toEqual([2, null])
  expect(Buffer.concat(await text).toString()).toMatch(message)
})

/** Opens a window's connection to the engine. */
async function openSocket() {
  const socket = new WebSocket(at('/engine').href.replace('http', 'ws'), { headers: { origin: url.origin, cookie } })
  const [welcome] = await once(socket, 'message')
  const message = hostMessageSchema.parse(JSON.parse(String(welcome)))
  if (message.kind !== 'welcome') throw new Error('The first message must be the welcome.')
  const client = createEngineClient({
    send: frame => socket.send(frame),
    onFrame: listener => {
      socket.on('message', (data, isBinary) => {
        if (isBinary && data instanceof Buffer) listener(data)
      })
      return () => undefined
    },
    onState: listener => (listener({ kind: 'ready' }), () => undefined),
  })
  return { ...client, initialFile: message.initialFile, close: () => socket.close() }
}

/** Sends the path unchanged; `fetch` would normalise it. */
function rawGet(path: string): Promise<{ status: number | undefined }> {
  return new Promise((resolve, reject) => {
    const options = { host: url.hostname, port: url.port, path, headers: { cookie, host: url.host } }
    httpRequest(options, response => resolve({ status: response.resume().statusCode })).on('error', reject).end()
  })
}
