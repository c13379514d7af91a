import type { ServerResponse } from 'node:http'
import { securityHeaders } from '../contract/contentSecurityPolicy.js'
import type { StudioError } from '../contract/errors.js'

export function answerText(response: ServerResponse, status: number, text: string): void {
  response.writeHead(status, { ...securityHeaders, 'content-type': 'text/plain; charset=utf-8' }).end(`${text}\n`)
}

export function answerJson(response: ServerResponse, status: number, value: unknown): void {
  response
    .writeHead(status, { ...securityHeaders, 'content-type': 'application/json', 'cache-control': 'no-store' })
    .end(JSON.stringify(value))
}

export function answerError(response: ServerResponse, status: number, error: StudioError): void {
  answerJson(response, status, error.toJSON())
}
