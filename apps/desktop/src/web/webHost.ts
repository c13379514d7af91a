import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Duplex } from 'node:stream'
import { WebSocketServer } from 'ws'
import { securityHeaders } from '../contract/contentSecurityPolicy.js'
import { StudioError } from '../contract/errors.js'
import { requestLimits } from '../contract/frameBounds.js'
import type { FileHandle } from '../contract/identifiers.js'
import { toStudioError } from '../contract/toStudioError.js'
import type { FileGrants } from '../engine/fileGrants.js'
import type { EngineSupervisor } from '../engine/supervisor.js'
import { Admission } from './admission.js'
import { answerError, answerJson, answerText } from './answer.js'
import { sendExport } from './download.js'
import { serveSocket } from './engineSocket.js'
import { serveWindowFile } from './staticFiles.js'
import { receiveUpload } from './upload.js'

export interface WebHostParts {
  readonly supervisor: EngineSupervisor
  readonly grants: FileGrants
  /** Folder of the built window. */
  readonly windowFolder: string
  /** Working folder, which also holds the uploads. */
  readonly folder: string
  readonly initialFile: FileHandle | null
  /** Port of the server; 0 for any free port. */
  readonly port: number
}

export interface WebHost {
  /** Address that opens Studio. It contains the token and works only once. */
  readonly url: string
  close(): Promise<void>
}

/** Maximum time for the headers of a request, in milliseconds. A local browser sends them at once. */
const headersTimeout = 10_000
/** Maximum number of connections. A browser opens six, and a WebSocket for each window. */
const maxConnections = 512

/** Serves the window and the engine on 127.0.0.1, to the browser that sends the token. */
export async function startWebHost(parts: WebHostParts): Promise<WebHost> {
  const server = createServer({ headersTimeout, connectionsCheckingInterval: headersTimeout / 2 })
  server.maxConnections = maxConnections
  // Node removes its own listeners from a socket that is upgraded, but a connection reset may happen at any time.
  server.on('connection', socket => socket.on('error', ignoreReset))
  await listen(server, parts.port)
  // A connection may not be accepted if there are no free file descriptors. The client can try again.
  server.on('error', ignoreReset)
  const admission = new Admission((server.address() as AddressInfo).port)
  const sockets = new WebSocketServer({ noServer: true, maxPayload: requestLimits.bytes })

  server.on('request', (request, response) => {
    request.on('error', ignoreReset)
    response.on('error', ignoreReset)
    void answer(request, response, { ...parts, admission }).catch((error: unknown) => {
      if (response.headersSent) response.destroy()
      else answerError(response, 500, toStudioError(error))
    })
  })
  server.on('upgrade', (request, socket: Duplex, head) => {
    const admitted =
      admission.hasOwnHost(request) && admission.hasOwnOrigin(request) && admission.hasSession(request)
    if (!admitted || request.url !== '/engine') {
      // The socket is destroyed after the answer is sent, because the client may keep its half open.
      socket.once('finish', () => socket.destroy())
      socket.end(`HTTP/1.1 ${admitted ? '404 Not Found' : '403 Forbidden'}\r\nconnection: close\r\n\r\n`)
      return
    }
    sockets.handleUpgrade(request, socket, head, opened => serveSocket(opened, parts.supervisor, parts.initialFile))
  })

  return {
    url: admission.url,
    async close() {
      for (const socket of sockets.clients) socket.terminate()
      server.closeAllConnections()
      await new Promise(resolve => server.close(resolve))
    },
  }
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  { admission, grants, folder, windowFolder }: WebHostParts & { readonly admission: Admission },
): Promise<void> {
  if (!admission.hasOwnHost(request)) return answerText(response, 421, 'This server answers to its own address only.')
  const target = requestTarget(request.url ?? '')
  if (target === null) return answerText(response, 400, 'The address of a request must begin with one slash.')
  const { pathname, query } = target
  const token = query.get('token')
  if (token !== null && pathname === '/' && request.method === 'GET') return admit(request, response, admission, token)
  if (!admission.hasSession(request)) return answerText(response, 403, notAdmitted)

  if (request.method === 'POST' && pathname === '/files') {
    if (!admission.hasOwnOrigin(request)) return answerText(response, 403, notAdmitted)
    try {
      return answerJson(response, 201, { file: await receiveUpload(request, folder, grants) })
    } catch (error) {
      return answerError(response, 507, toStudioError(error))
    }
  }
  if (request.method !== 'GET' && request.method !== 'HEAD') {
    return answerError(response, 405, new StudioError('invalid-request', `${request.method} is not answered here.`))
  }
  const exported = /^\/exports\/([^/]+)$/.exec(pathname)
  if (exported) return sendExport(exported[1]!, grants, response)
  return serveWindowFile(windowFolder, pathname, response)
}

/**
 * Path and query of a request in origin form (RFC 9112, 3.2.1), the only form that a browser sends to a server; null for
 * any other form. A URL parser would read `//name/` as another host, and would refuse some unusual but valid paths.
 */
function requestTarget(url: string): { readonly pathname: string; readonly query: URLSearchParams } | null {
  if (!/^\/(?![/\\])/.test(url)) return null
  const [pathname = '/', ...query] = url.split('?')
  return { pathname, query: new URLSearchParams(query.join('?')) }
}

/** Ignores a connection reset, which 'close' reports too. Without an error listener, the reset would end the program. */
function ignoreReset(): void {
  return undefined
}

const notAdmitted =
  'Mixtura Studio is open to the browser that used its link. The link works once: use that window, or start Studio again.'

function admit(request: IncomingMessage, response: ServerResponse, admission: Admission, token: string): void {
  const cookie = admission.exchange(token)
  // The admitted browser may use the link again, from the history or by a restored tab.
  if (cookie === null && !admission.hasSession(request)) return answerText(response, 403, notAdmitted)
  response
    .writeHead(303, {
      ...securityHeaders,
      location: '/',
      'cache-control': 'no-store',
      ...(cookie === null ? {} : { 'set-cookie': cookie }),
    })
    .end()
}

function listen(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, '127.0.0.1', () => {
      server.off('error', reject)
      resolve()
    })
  })
}
