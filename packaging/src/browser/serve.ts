import { createServer, type Server } from 'node:http'
import { createReadStream, existsSync, statSync } from 'node:fs'
import { extname, join, normalize } from 'node:path'
import type { AddressInfo } from 'node:net'

const types: Readonly<Record<string, string>> = { '.html': 'text/html', '.js': 'text/javascript', '.wasm': 'application/wasm' }

/** Serves folders by the first part of their addresses. Under /isolated/ a page may share memory between threads. */
export async function serve(folders: Readonly<Record<string, string>>): Promise<{ readonly origin: string; close(): void }> {
  const server: Server = createServer((request, response) => {
    const { pathname } = new URL(request.url!, 'http://localhost')
    const [, first = '', ...rest] = pathname.split('/')
    const folder = folders[first]
    const path = folder && join(folder, normalize(rest.join('/')))
    if (!path || !existsSync(path) || !statSync(path).isFile()) return void response.writeHead(404).end()
    response.writeHead(200, {
      'Content-Type': types[extname(path)] ?? 'application/octet-stream',
      'Cross-Origin-Resource-Policy': 'same-origin',
      ...(first.endsWith('-isolated') && { 'Cross-Origin-Opener-Policy': 'same-origin', 'Cross-Origin-Embedder-Policy': 'require-corp' }),
    })
    createReadStream(path).pipe(response)
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  return { origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, close: () => server.close() }
}
