import { fileURLToPath } from 'node:url'
import { createEngineClient } from '../../../apps/desktop/src/contract/client.js'
import type { FitId } from '../../../apps/desktop/src/contract/identifiers.js'
import type { FitSummary } from '../../../apps/desktop/src/contract/fit.js'
import { FileGrants } from '../../../apps/desktop/src/engine/fileGrants.js'
import { forkEngine } from '../../../apps/desktop/src/engine/forkEngine.js'
import { EngineSupervisor } from '../../../apps/desktop/src/engine/supervisor.js'

/** A fit as Studio shows it. */
export interface StudioFit {
  /** From the order to the result. */
  readonly seconds: number
  readonly meanLogLikelihood: number
}

export interface StudioEngine {
  /** Fits a mixture to all columns of a file. The table is read before the time begins, as it is when a person orders a fit. */
  fit(file: string, options: Readonly<Record<string, unknown>>): Promise<StudioFit>
  stop(): Promise<void>
}

const entry = fileURLToPath(new URL('../../../apps/desktop/dist/engine/entry.js', import.meta.url))

/** Starts Studio's built engine in a process of its own. */
export async function startStudioEngine(folder: string): Promise<StudioEngine> {
  const grants = new FileGrants()
  const supervisor = new EngineSupervisor({ grants, spawn: isSuccessor => forkEngine({ entry, folder, isSuccessor }) })
  const { engine, onEvent } = createEngineClient(supervisor.connect())

  const ended = (fit: FitId): Promise<FitSummary> =>
    new Promise(resolve => {
      onEvent('fitChanged', summary => {
        if (summary.id === fit && summary.facts.length > 0) resolve(summary)
      })
    })

  return {
    async fit(file, options) {
      const dataset = await engine.openFile({ file: grants.grant(file) })
      const columns = dataset.columns.map(({ name }) => name)
      const choice = {
        features: { dataset: dataset.id, columns, scaling: 'none' as const, missing: 'error' as const, label: null },
        family: 'mixture',
        options,
      }
      await engine.assess(choice)
      const from = performance.now()
      const { id } = await engine.startFit({ ...choice, view: { kind: 'columns', x: columns[0]!, y: columns[1]! } })
      const { facts } = await ended(id)
      const seconds = (performance.now() - from) / 1000
      await engine.closeDataset({ dataset: dataset.id })
      return { seconds, meanLogLikelihood: Number(facts.find(({ name }) => name === 'meanLogLikelihood')!.value) }
    },
    stop: () => supervisor.stop(),
  }
}
