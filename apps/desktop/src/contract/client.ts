import { createBirpc } from 'birpc'
import type { CommandName, CommandRequest, CommandResponse, EventName, EventPayload, StudioApi } from './api.js'
import { commands, events } from './api.js'
import { encodeFrame } from './codec.js'
import { engineLost } from './engineLost.js'
import { StudioError } from './errors.js'
import { InvalidFrameError, requestLimits, requireBoundedFrame } from './frameBounds.js'
import type { EngineState } from './host.js'
import { outcomeSchema } from './outcome.js'
import { requestTooLarge } from './refusedRequest.js'
import { decodeRpcMessage } from './rpcMessage.js'
import type { EngineTransport } from './transport.js'

export interface EngineClient {
  readonly engine: StudioApi
  onEvent<Name extends EventName>(name: Name, listener: (payload: EventPayload<Name>) => void): () => void
  onEngineState(listener: (state: EngineState) => void): () => void
}

type Listeners = { readonly [Name in EventName]: Set<(payload: EventPayload<Name>) => void> }
type EventHandler = (payload: unknown) => void

/**
 * Makes the client with which a window calls the engine. Every answer and event is parsed. If the engine is
 * lost, pending calls, and calls made before it is back, reject with the code `engine-lost`.
 */
export function createEngineClient(transport: EngineTransport): EngineClient {
  const listeners: Listeners = { fitProgress: new Set(), fitChanged: new Set(), fitRemoved: new Set(), problem: new Set() }
  const rpc = createBirpc<Record<CommandName, (request: unknown) => unknown>, Record<EventName, EventHandler>, false>(
    {
      fitProgress: deliverTo('fitProgress', listeners),
      fitChanged: deliverTo('fitChanged', listeners),
      fitRemoved: deliverTo('fitRemoved', listeners),
      problem: deliverTo('problem', listeners),
    },
    {
      post: (frame: Uint8Array) => transport.send(frame),
      on: listener => void transport.onFrame(listener),
      serialize: encodeRequest,
      deserialize: (frame: Uint8Array) => decodeRpcMessage(frame),
      proxify: false,
      timeout: -1,
    },
  )

  let state: EngineState = { kind: 'ready' }
  transport.onState(next => {
    state = next
    if (next.kind === 'ready') return
    rpc.$rejectPendingCalls(({ method, reject }) => reject(engineLost(method as CommandName, next.message)))
  })

  function command<Name extends CommandName>(name: Name) {
    return async (request: CommandRequest<Name>): Promise<CommandResponse<Name>> => {
      if (state.kind === 'lost') throw engineLost(name, state.message)
      const outcome = outcomeSchema.parse(await rpc.$callRaw({ method: name, args: [request] }))
      if (!outcome.ok) throw StudioError.from(outcome.error)
      const response = commands[name].response.safeParse(outcome.value)
      if (response.success) return response.data as CommandResponse<Name>
      const { path, message } = response.error.issues[0]!
      throw new StudioError('internal', `The engine answered ${name} with a wrong ${path.join('.') || 'value'}: ${message}.`)
    }
  }

  return {
    engine: {
      getSession: command('getSession'),
      listKeptSessions: command('listKeptSessions'),
      continueSession: command('continueSession'),
      removeKeptSession: command('removeKeptSession'),
      describeFile: command('describeFile'),
      openProject: command('openProject'),
      saveProject: command('saveProject'),
      openFile: command('openFile'),
      listTables: command('listTables'),
      openText: command('openText'),
      listRecentFiles: command('listRecentFiles'),
      grantRecentFile: command('grantRecentFile'),
      forgetRecentFile: command('forgetRecentFile'),
      openTable: command('openTable'),
      unlockTable: command('unlockTable'),
      openTableSample: command('openTableSample'),
      writeScores: command('writeScores'),
      cancelScores: command('cancelScores'),
      getScoresProgress: command('getScoresProgress'),
      openSample: command('openSample'),
      setColumnType: command('setColumnType'),
      closeDataset: command('closeDataset'),
      annotateDataset: command('annotateDataset'),
      annotateFit: command('annotateFit'),
      nameGroups: command('nameGroups'),
      restoreRemoved: command('restoreRemoved'),
      setReading: command('setReading'),
      getRows: command('getRows'),
      getColumnProfiles: command('getColumnProfiles'),
      listFamilies: command('listFamilies'),
      assess: command('assess'),
      estimateFit: command('estimateFit'),
      startFit: command('startFit'),
      pauseFit: command('pauseFit'),
      resumeFit: command('resumeFit'),
      stopFit: command('stopFit'),
      removeFit: command('removeFit'),
      setFitView: command('setFitView'),
      getFit: command('getFit'),
      getScatter: command('getScatter'),
      getGroups: command('getGroups'),
      getClassProfiles: command('getClassProfiles'),
      getMemberships: command('getMemberships'),
      getCodes: command('getCodes'),
      getSamples: command('getSamples'),
      getReconstructions: command('getReconstructions'),
      walk: command('walk'),
      getPath: command('getPath'),
      getConditional: command('getConditional'),
      getScript: command('getScript'),
      getReport: command('getReport'),
      exportFit: command('exportFit'),
      getGroupProfiles: command('getGroupProfiles'),
      getSilhouettes: command('getSilhouettes'),
      getCrossTable: command('getCrossTable'),
      compareFits: command('compareFits'),
      getAnomalies: command('getAnomalies'),
      getSelection: command('getSelection'),
      getHistograms: command('getHistograms'),
      getRowImages: command('getRowImages'),
      saveSelection: command('saveSelection'),
      removeSelection: command('removeSelection'),
    },
    onEvent(name, listener) {
      listeners[name].add(listener)
      return () => void listeners[name].delete(listener)
    },
    onEngineState: listener => transport.onState(listener),
  }
}

/** Calls the listeners in a separate microtask, because birpc would swallow their errors. */
function deliverTo<Name extends EventName>(name: Name, listeners: Listeners): EventHandler {
  return payload =>
    queueMicrotask(() => {
      const parsed = events[name].parse(payload) as EventPayload<Name>
      for (const listener of listeners[name]) listener(parsed)
    })
}

/** @throws {StudioError} `request-too-large` for a request that the engine would refuse, so that it is not sent. */
function encodeRequest(message: unknown): Uint8Array {
  const frame = encodeFrame(message)
  try {
    requireBoundedFrame(frame, requestLimits)
  } catch (error) {
    if (!(error instanceof InvalidFrameError)) throw error
    throw requestTooLarge(error)
  }
  return frame
}
