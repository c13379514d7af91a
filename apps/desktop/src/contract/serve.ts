import { createBirpc } from 'birpc'
import type { CommandName, EventName, EventPayload, StudioApi } from './api.js'
import { commands } from './api.js'
import { encodeFrame } from './codec.js'
import { StudioError } from './errors.js'
import { requestLimits } from './frameBounds.js'
import type { Outcome } from './outcome.js'
import { refusalOf } from './refusedRequest.js'
import { decodeRpcMessage } from './rpcMessage.js'
import { toStudioError } from './toStudioError.js'
import type { FrameTransport } from './transport.js'

export interface EngineService {
  emit<Name extends EventName>(name: Name, payload: EventPayload<Name>): void
  close(): void
}

type Handler = (request: unknown) => Promise<Outcome>

/** Answers the commands of one window over `transport` with `implementation`. Each request is parsed on arrival. */
export function serveEngine(transport: FrameTransport, implementation: StudioApi): EngineService {
  // The object has no prototype, so that a received method name can only match a command.
  const handlers = Object.create(null) as Record<string, Handler>
  for (const name of Object.keys(commands) as CommandName[]) handlers[name] = handlerOf(name, implementation)

  let stopListening = (): void => undefined
  const rpc = createBirpc<Record<EventName, (payload: unknown) => void>, Record<string, Handler>, false>(handlers, {
    post: (frame: Uint8Array) => transport.send(frame),
    on: listener => {
      stopListening = transport.onFrame(listener)
    },
    off: () => stopListening(),
    serialize: encodeFrame,
    deserialize: (frame: Uint8Array) => readRequest(frame, transport),
    bind: 'functions',
    proxify: false,
    timeout: -1,
    // A frame that is not a message is dropped: nobody waits for its answer, and it must not end the engine.
    onGeneralError: () => true,
  })
  return {
    emit: (name, payload) => void rpc.$callRaw({ method: name, args: [payload], event: true }),
    close: () => rpc.$close(),
  }
}

/** @throws if the frame is not a request within the limits. If its id can be read, it is answered before. */
function readRequest(frame: Uint8Array, transport: FrameTransport): unknown {
  try {
    return decodeRpcMessage(frame, requestLimits)
  } catch (error) {
    const refusal = refusalOf(frame, error)
    if (refusal) transport.send(refusal)
    throw error
  }
}

function handlerOf<Name extends CommandName>(name: Name, implementation: StudioApi): Handler {
  const run = implementation[name] as (request: unknown) => Promise<unknown>
  return async request => {
    const parsed = commands[name].request.safeParse(request)
    if (!parsed.success) return { ok: false, error: invalidRequest(name, parsed.error.issues[0]!).toJSON() }
    try {
      return { ok: true, value: await run(parsed.data) }
    } catch (error) {
      return { ok: false, error: toStudioError(error).toJSON() }
    }
  }
}

function invalidRequest(command: CommandName, issue: { path: PropertyKey[]; message: string }): StudioError {
  const field = issue.path.join('.') || 'the request'
  return new StudioError('invalid-request', `${command}: ${field}: ${issue.message}.`, { command, field })
}
