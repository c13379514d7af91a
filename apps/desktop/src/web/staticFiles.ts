import { createReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import type { ServerResponse } from 'node:http'
import { pipeline } from 'node:stream/promises'
import { securityHeaders } from '../contract/contentSecurityPolicy.js'
import { contentTypeOf, resolveInside } from '../engine/windowFiles.js'
import { answerText } from './answer.js'

/** Answers with a file of the built window; `/` is the page itself. */
export async function serveWindowFile(root: string, pathname: string, response: ServerResponse): Promise<void> {
  const path = resolveInside(root, pathname === '/' ? '/index.html' : pathname)
  const found = path === null ? null : await stat(path).catch(() => null)
  if (path === null || !found?.isFile()) return answerText(response, 404, 'There is nothing here.')
  response.writeHead(200, {
    ...securityHeaders,
    'content-type': contentTypeOf(path),
    'content-length': found.size,
    'cache-control': 'no-cache',
  })
  // If the window closes during the transfer, no answer is needed.
  await pipeline(createReadStream(path), response).catch(() => undefined)
}
