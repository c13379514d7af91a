import type { CustomScheme, Protocol } from 'electron'
import { readFile } from 'node:fs/promises'
import { securityHeaders } from '../contract/contentSecurityPolicy.js'
import { contentTypeOf, resolveInside } from '../engine/windowFiles.js'

/** The window's own origin. With `file:`, every file on the disk would have the same origin. */
export const windowOrigin = 'app://studio'

export const windowScheme: CustomScheme = {
  scheme: 'app',
  privileges: { standard: true, secure: true, supportFetchAPI: true },
}

/** Serves only the files of the built window in `root`, with the content security policy. */
export function serveWindow(protocol: Pick<Protocol, 'handle'>, root: string): void {
  protocol.handle(windowScheme.scheme, async request => {
    const { host, pathname } = new URL(request.url)
    const path = host === 'studio' ? resolveInside(root, pathname === '/' ? '/index.html' : pathname) : null
    const content = path === null ? null : await readFile(path).catch(() => null)
    if (path === null || content === null) {
      return new Response('There is nothing here.', { status: 404, headers: securityHeaders })
    }
    return new Response(content, { headers: { ...securityHeaders, 'content-type': contentTypeOf(path) } })
  })
}
