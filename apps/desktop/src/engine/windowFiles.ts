import { extname, resolve, sep } from 'node:path'

/** Content types of the files of the built window. Any other file is a download. */
const contentTypes: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.ico': 'image/x-icon',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json',
  '.map': 'application/json',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.woff2': 'font/woff2',
}

export function contentTypeOf(path: string): string {
  return contentTypes[extname(path).toLowerCase()] ?? 'application/octet-stream'
}

/**
 * The path under `root` for the pathname of a URL; null if the path would leave `root` or is not valid.
 *
 * @param pathname percent-encoded, beginning with `/`.
 */
export function resolveInside(root: string, pathname: string): string | null {
  let decoded: string
  try {
    decoded = decodeURIComponent(pathname)
  } catch {
    return null // a percent sign without an escape sequence is not a valid path
  }
  if (decoded.includes('\0') || decoded.includes('\\')) return null
  const base = resolve(root)
  const path = resolve(base, `.${decoded}`)
  return path.startsWith(base + sep) ? path : null
}
