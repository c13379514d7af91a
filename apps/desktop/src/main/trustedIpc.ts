import type { IpcMain, IpcMainEvent, IpcMainInvokeEvent, WebContents } from 'electron'
import type { z } from 'zod'
import type { channels } from '../contract/bridge.js'
import { windowOrigin } from './windowProtocol.js'

type Channel = (typeof channels)[keyof typeof channels]

/** A message from a frame that is not Studio's own window. */
export class UntrustedSenderError extends Error {
  override readonly name = 'UntrustedSenderError'
  readonly code = 'untrusted-sender'
  constructor(readonly url: string) {
    super(`A message came from ${url || 'a frame that is gone'}, which is not Studio's window. It was not answered.`)
  }
}

/** The one place where messages of a window come in: sender checked, payload parsed, one handler per channel. */
export class TrustedIpc {
  readonly #ipc: Pick<IpcMain, 'handle' | 'on'>

  constructor(ipc: Pick<IpcMain, 'handle' | 'on'>) {
    this.#ipc = ipc
  }

  /** @throws {UntrustedSenderError | ZodError} to the sender. */
  handle<Payload, Result>(
    channel: Channel,
    payload: z.ZodType<Payload>,
    run: (payload: Payload, sender: WebContents) => Result | Promise<Result>,
  ): void {
    this.#ipc.handle(channel, async (event, value: unknown) => {
      requireTrusted(event)
      return run(payload.parse(value), event.sender)
    })
  }

  /** A message without an answer; one from elsewhere, or with a wrong payload, is dropped. */
  on<Payload>(channel: Channel, payload: z.ZodType<Payload>, run: (payload: Payload, sender: WebContents) => void): void {
    this.#ipc.on(channel, (event, value: unknown) => {
      const parsed = payload.safeParse(value)
      if (isTrusted(event) && parsed.success) run(parsed.data, event.sender)
    })
  }
}

function requireTrusted(event: IpcMainInvokeEvent): void {
  if (!isTrusted(event)) throw new UntrustedSenderError(event.senderFrame?.url ?? '')
}

/** Studio's page in a main frame; a frame inside it is none of ours, whatever its address. */
function isTrusted({ senderFrame }: IpcMainEvent | IpcMainInvokeEvent): boolean {
  return senderFrame !== null && senderFrame.parent === null && senderFrame.url.startsWith(`${windowOrigin}/`)
}
