import type { IpcMain, IpcMainEvent, IpcMainInvokeEvent, WebContents } from 'electron'
import type { z } from 'zod'
import type { channels } from '../contract/bridge.js'
import { windowOrigin } from './windowProtocol.js'

type Channel = (typeof channels)[keyof typeof channels]

/** A message came from a frame that is not Studio's own window. */
export class UntrustedSenderError extends Error {
  override readonly name = 'UntrustedSenderError'
  readonly code = 'untrusted-sender'
  constructor(readonly url: string) {
    super(`A message came from ${url || 'a frame that is gone'}, which is not Studio's window. It was not answered.`)
  }
}

/** The only place that receives messages from windows. It checks the sender and parses the payload; each channel has one handler. */
export class TrustedIpc {
  readonly #ipc: Pick<IpcMain, 'handle' | 'on'>

  constructor(ipc: Pick<IpcMain, 'handle' | 'on'>) {
    this.#ipc = ipc
  }

  /** Handles a message with an answer. The sender gets an UntrustedSenderError or a ZodError if the message is refused. */
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

  /** Handles a message without an answer. A message from an untrusted sender or with a wrong payload is dropped. */
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

/** Whether the sender is Studio's page in a main frame. A frame inside the page is never trusted, under any address. */
function isTrusted({ senderFrame }: IpcMainEvent | IpcMainInvokeEvent): boolean {
  return senderFrame !== null && senderFrame.parent === null && senderFrame.url.startsWith(`${windowOrigin}/`)
}
