import { createServer, type Server } from 'node:http'
import { createReadStream, existsSync, statSync } from 'node:fs'
import { extname, join, normalize } from 'node:path'
import type { AddressInfo } from 'node:net'

const types: Readonly<Record<string, string>> = { '.html': 'text/html', '.js': 'text/javascript', '.wasm': 'application/wasm' }

/** How a page may use threads: not at all, with shared memory, or with shared memory but without workers that are made from a text. */
export type Isolation = 'plain' | 'isolated' | 'isolated without blobs'

const isolated = { 'Cross-Origin-Opener-Policy': 'same-origin', 'Cross-Origin-Embedder-Policy': 'require-corp' }
const headersOf: Readonly<Record<Isolation, Readonly<Record<string, string>>>> = {
  plain: {},
  isolated,
  'isolated without blobs': { ...isolated, 'Content-Security-Policy': "worker-src 'self'" },
}

/** A folder that is served, and how. */
export interface Served {
  readonly folder: string
  readonly isolation: Isolation
}

/** Serves folders by the first part of their addresses. */
export async function serve(folders: Readonly<Record<string, Served>>): Promise<{ readonly origin: string; close(): void }> {
  const server: Server = createServer((request, response) => {
    const { pathname } = new URL(request.url!, 'http://localhost')
    const [, first = '', ...rest] = pathname.split('/')
    const served = folders[first]
    const path = served && join(served.folder, normalize(rest.join('/')))
    if (!path || !existsSync(path) || !statSync(path).isFile()) return void response.writeHead(404).end()
    response.writeHead(200, {
      'Content-Type': types[extname(path)] ?? 'application/octet-stream',
      'Cross-Origin-Resource-Policy': 'same-origin',
      ...headersOf[served.isolation],
    })
    createReadStream(path).pipe(response)
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  return { origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, close: () => server.close() }
}
