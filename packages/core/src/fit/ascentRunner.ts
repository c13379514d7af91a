import { madeOfFields, savedFields, savedFlag, savedList, savedNumber, type PlainValue } from '@mixtura/numerics'
import { optional, type Reader } from '@mixtura/numerics/validation'
import { coordinateAscent, type AscentRun, type AscentState, type AscentSteps } from '../em/coordinateAscent.js'
import type { Runner } from './runSearch.js'

/** What coordinate ascents need. */
export interface AscentRunnerOptions<Model, Expectation, State> {
  readonly begin: (start: number) => Promise<Model>
  readonly steps: AscentSteps<Model, Expectation>
  /** What listeners hear. */
  readonly stateOf: (state: AscentState<Model>) => State
  /** Reads a model that was saved as plain values, by its shape alone. */
  readonly readModel: Reader<Model>
  /** @throws {MixturaError} for a model whose E-step fails. */
  readonly checkModel: (model: Model) => unknown
  readonly signal?: AbortSignal | undefined
}

/** Executes coordinate ascents for a search in which each start has one run. */
export function ascentRunner<Model, Expectation, State>(
  { begin, steps, stateOf, readModel, checkModel, signal }: AscentRunnerOptions<Model, Expectation, State>,
): Runner<AscentRun<Model>, State> {
  return {
    async run({ start, tolerance, maxIterations }, { snapshot }, listener) {
      return coordinateAscent(snapshot ?? { start: await begin(start) }, steps, {
        tolerance, maxIterations, signal, onIteration: listener && ((state, snapshotNow) => listener(stateOf(state), snapshotNow)),
      })
    },
    outcomeOf: ({ objectives, converged, stopped }) => ({
      value: objectives.at(-1)!, iterations: objectives.length - 1, converged, stopped, collapsed: false,
    }),
    save: run => run as unknown as PlainValue,
    reader: async () => savedFields<AscentRun<Model>>({
      model: (path, value) => {
        const model = readModel(path, value)
        madeOfFields(path, () => checkModel(model))
        return model
      },
      objectives: savedList(savedNumber, { minLength: 1 }),
      next: optional(readModel), // not evaluated yet: if its E-step fails, the start fails
      converged: savedFlag,
      stopped: savedFlag,
    }),
  }
}
