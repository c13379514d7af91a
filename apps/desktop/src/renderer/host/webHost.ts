import { createEngineClient } from '../../contract/client.js'
import { StudioError } from '../../contract/errors.js'
import { fitErrorSchema } from '../../contract/fit.js'
import type { StudioHost } from '../../contract/host.js'
import { besideHeader, fileNameHeader, uploadedFileSchema } from '../../contract/hostMessage.js'
import type { FileHandle } from '../../contract/identifiers.js'
import { askForFile, download } from './browserFiles.js'
import { openEngineSocket } from './engineSocket.js'

/** Connects to the loopback web host: to the engine over a WebSocket, and for files over HTTP. */
export async function connectWebHost(): Promise<StudioHost> {
  const { transport, initialFile } = await openEngineSocket(new URL('/engine', location.href.replace(/^http/, 'ws')))
  const client = createEngineClient(transport)
  return {
    kind: 'web',
    ...client,
    initialFile,
    // A browser is asked to open nothing.
    onOpenedFile: () => () => undefined,
    async pickFile() {
      const file = await askForFile()
      return file && upload(file)
    },
    acceptFile: upload,
    async saveExport(file, suggestedName) {
      download(`/exports/${encodeURIComponent(file)}`, suggestedName)
      return true
    },
    async saveBlob(blob, suggestedName) {
      const url = URL.createObjectURL(blob)
      download(url, suggestedName)
      // The browser reads the blob only after the click has returned.
      setTimeout(() => URL.revokeObjectURL(url), 60_000)
      return true
    },
  }
}

async function upload(file: File, beside?: FileHandle): Promise<FileHandle> {
  const headers = { [fileNameHeader]: encodeURIComponent(file.name), ...(beside && { [besideHeader]: beside }), 'content-type': 'application/octet-stream' }
  const response = await fetch('/files', { method: 'POST', body: file, headers }).catch(() => null)
  const body: unknown = await response?.json().catch(() => null)
  if (response?.ok) return uploadedFileSchema.parse(body).file
  const error = fitErrorSchema.safeParse(body)
  if (error.success) throw StudioError.from(error.data)
  throw new StudioError('upload-failed', `${file.name} did not reach Studio. See that its program still runs, then try again.`, {
    file: file.name,
  })
}
