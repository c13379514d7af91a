import { createServer, type Server } from 'node:http'
import { readFile } from 'node:fs/promises'
import { extname, join, normalize } from 'node:path'
import type { AddressInfo } from 'node:net'
import type { BuiltSite } from './builtSite.js'

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8', '.js': 'text/javascript', '.css': 'text/css', '.json': 'application/json',
  '.svg': 'image/svg+xml', '.png': 'image/png', '.webp': 'image/webp', '.woff2': 'font/woff2', '.wasm': 'application/wasm',
}

export interface SiteServer {
  /** With the base path and a slash at its end. */
  readonly address: string
  close(): void
}

/** Serves a built site as a plain host of files does: no headers of its own, 404.html for what is missing. */
export async function serveSite({ folder, base }: BuiltSite): Promise<SiteServer> {
  const server: Server = createServer((request, response) => {
    const path = decodeURIComponent(new URL(request.url ?? '/', 'http://site').pathname)
    const inside = path.startsWith(base) ? normalize(path.slice(base.length)) : '404.html'
    const file = inside === '.' || inside.endsWith('/') ? join(inside, 'index.html') : inside
    const send = (status: number, name: string): Promise<void> =>
      readFile(join(folder, name)).then(content => void response.writeHead(status, { 'content-type': types[extname(name)] ?? 'application/octet-stream' }).end(content))
    send(200, extname(file) === '' ? `${file}.html` : file).catch(() => send(404, '404.html'))
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  return { address: `http://127.0.0.1:${(server.address() as AddressInfo).port}${base}`, close: () => void server.close() }
}
