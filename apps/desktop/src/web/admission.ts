import { randomBytes, timingSafeEqual } from 'node:crypto'
import type { IncomingMessage } from 'node:http'

/**
 * Decides who may use the host. Every program on this machine can reach a loopback port, and any web page can
 * make a browser send requests to it. Three checks are therefore needed:
 *
 * - A session cookie. The printed URL contains a token. The first request with this token gets the cookie
 *   (HttpOnly: scripts cannot read it; SameSite=Strict: requests from other sites do not send it) and is
 *   redirected to `/`. The token is then invalid, so the URL in a history or a log cannot be used again.
 * - The Host header must name this server. This refuses foreign names that were made to resolve to 127.0.0.1
 *   (DNS rebinding).
 * - Requests that change something, and the WebSocket, which the same-origin policy does not protect, must
 *   have this server's Origin.
 */
export class Admission {
  readonly #port: number
  readonly #session = secret()
  #token: string | null = secret()

  constructor(port: number) {
    this.#port = port
  }

  /** The address to open. It works only once. */
  get url(): string {
    return `http://127.0.0.1:${this.#port}/?token=${this.#token ?? ''}`
  }

  /** The cookie to set if `token` is the printed one; null if it is wrong or has been used. */
  exchange(token: string): string | null {
    if (this.#token === null || !equal(token, this.#token)) return null
    this.#token = null
    // All ports of a host share their cookies, so the name contains the port to distinguish two running Studios.
    return `${this.#cookieName}=${this.#session}; HttpOnly; SameSite=Strict; Path=/`
  }

  hasSession(request: IncomingMessage): boolean {
    const cookies = (request.headers.cookie ?? '').split(';').map(cookie => cookie.trim())
    const prefix = `${this.#cookieName}=`
    return cookies.some(cookie => cookie.startsWith(prefix) && equal(cookie.slice(prefix.length), this.#session))
  }

  hasOwnHost({ headers }: IncomingMessage): boolean {
    return headers.host === `127.0.0.1:${this.#port}` || headers.host === `localhost:${this.#port}`
  }

  hasOwnOrigin({ headers }: IncomingMessage): boolean {
    return headers.origin === `http://${headers.host}`
  }

  get #cookieName(): string {
    return `mixtura-${this.#port}`
  }
}

function secret(): string {
  return randomBytes(32).toString('base64url')
}

function equal(left: string, right: string): boolean {
  const a = Buffer.from(left)
  const b = Buffer.from(right)
  return a.length === b.length && timingSafeEqual(a, b)
}
