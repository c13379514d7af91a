import { createReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import type { ServerResponse } from 'node:http'
import { pipeline } from 'node:stream/promises'
import { securityHeaders } from '../contract/contentSecurityPolicy.js'
import { StudioError } from '../contract/errors.js'
import { fileHandleSchema } from '../contract/identifiers.js'
import type { FileGrants } from '../engine/fileGrants.js'
import { answerError } from './answer.js'

/** Sends an exported file, which the browser saves. */
export async function sendExport(handle: string, grants: FileGrants, response: ServerResponse): Promise<void> {
  const parsed = fileHandleSchema.safeParse(handle)
  const file = parsed.success ? grants.exported(parsed.data) : undefined
  const found = file && (await stat(file.path).catch(() => null))
  if (!file || !found) {
    const error = new StudioError('unknown-file', 'This export is not there any more. Export the fit again.', {
      file: handle,
    })
    return answerError(response, 404, error)
  }
  response.writeHead(200, {
    ...securityHeaders,
    'content-type': 'application/octet-stream',
    'content-length': found.size,
    'content-disposition': attachment(file.name),
    'cache-control': 'no-store',
  })
  // If the browser cancels the download, no answer is needed.
  await pipeline(createReadStream(file.path), response).catch(() => undefined)
}

/** A content-disposition header as in RFC 6266, with an ASCII name for old clients and the exact name in UTF-8. */
export function attachment(name: string): string {
  const plain = name.replace(/[^\x20-\x7e]|["\\%]/g, '_')
  const encoded = encodeURIComponent(name).replace(/['()*]/g, c => `%${c.charCodeAt(0).toString(16).toUpperCase()}`)
  return `attachment; filename="${plain}"; filename*=UTF-8''${encoded}`
}
