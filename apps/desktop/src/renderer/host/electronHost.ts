import type { MixturaBridge } from '../../contract/bridge.js'
import { createEngineClient } from '../../contract/client.js'
import { StudioError } from '../../contract/errors.js'
import type { StudioHost } from '../../contract/host.js'
import { EngineStateFeed } from './engineStateFeed.js'

/** Connects to the Electron shell through its preload bridge. */
export async function connectElectronHost(bridge: MixturaBridge): Promise<StudioHost> {
  const states = new EngineStateFeed()
  bridge.onEngineState(state => states.set(state))
  const { initialFile, engine } = await bridge.connect()
  states.set(engine)
  const client = createEngineClient({
    send: frame => bridge.sendFrame(frame),
    onFrame: listener => bridge.onFrame(listener),
    onState: listener => states.listen(listener),
  })
  return {
    kind: 'electron',
    ...client,
    initialFile,
    onOpenedFile: listener => bridge.onOpenedFile(listener),
    pickFile: () => bridge.pickFile(),
    async acceptFile(file) {
      const handle = await bridge.acceptFile(file)
      if (handle) return handle
      throw new StudioError('unknown-file', `${file.name} is not a file on this computer. Save it, then drop it again.`, {
        file: file.name,
      })
    },
    saveExport: (file, suggestedName) => bridge.saveExport(file, suggestedName),
    saveBlob: async (blob, suggestedName) =>
      bridge.saveBytes(new Uint8Array(await blob.arrayBuffer()), suggestedName),
  }
}
