import { randomBytes, timingSafeEqual } from 'node:crypto'
import type { IncomingMessage } from 'node:http'

/**
 * Who may talk to the host. Anything on this machine can reach a loopback port, and any web page can make
 * a browser send requests to it, so three things are asked:
 *
 * - A session cookie. The URL that is printed carries a token; the first request that brings it gets the
 *   cookie (HttpOnly: no script reads it; SameSite=Strict: no other site's request carries it) and is sent
 *   on to `/`. The token is void from then on, so a URL in a history or a log opens nothing.
 * - The Host header names this server: a foreign name that was made to resolve to 127.0.0.1 (DNS
 *   rebinding) does not.
 * - What changes something, and the WebSocket, which no same-origin rule guards, bring this server's Origin.
 */
export class Admission {
  readonly #port: number
  readonly #session = secret()
  #token: string | null = secret()

  constructor(port: number) {
    this.#port = port
  }

  /** The address to open, once. */
  get url(): string {
    return `http://127.0.0.1:${this.#port}/?token=${this.#token ?? ''}`
  }

  /** The cookie to set if `token` is the one that was printed; null if not, or if it was used. */
  exchange(token: string): string | null {
    if (this.#token === null || !equal(token, this.#token)) return null
    this.#token = null
    // Cookies are shared by all ports of a host: the name keeps two running Studios apart.
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
