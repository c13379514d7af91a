import { describe, expect, it } from 'vitest'
import { coordinateAscent, type AscentRun, type AscentSteps } from './coordinateAscent.js'

/** Halves the distance of a number from 0 in each M-step; the objective is minus that distance. */
function halving(calls: string[], mayFall = false): AscentSteps<number, number> {
  return {
    mayFall,
    async expect(model) {
      calls.push(`expect ${model}`)
      return { model, objective: -Math.abs(model), expectation: model / 2 }
    },
    maximize(model, expectation) {
      calls.push(`maximize ${model}`)
      return expectation
    },
  }
}
const options = { tolerance: 0, maxIterations: 4 }

describe('a coordinate ascent', () => {
  it('alternates its steps up to the last iteration', async () => {
    const calls: string[] = []
    expect(await coordinateAscent({ start: 16 }, halving(calls), options)).toEqual({
      model: 1, objectives: [-16, -8, -4, -2, -1], converged: false, stopped: false,
    })
    expect(calls).toEqual(['expect 16', 'maximize 16', 'expect 8', 'maximize 8', 'expect 4', 'maximize 4', 'expect 2', 'maximize 2', 'expect 1'])
  })

  it('continues from any moment to the same end, and repeats no step', async () => {
    const whole: string[] = []
    const end = await coordinateAscent({ start: 16 }, halving(whole), options)
    for (let moment = 0; moment <= 4; moment++) {
      const calls: string[] = []
      let snapshot: AscentRun<number> | undefined
      const killed = coordinateAscent({ start: 16 }, halving(calls), {
        ...options,
        onIteration({ iteration }, snapshotNow) {
          if (iteration !== moment) return
          snapshot = snapshotNow()
          throw new Error('killed')
        },
      })
      await expect(killed).rejects.toThrow('killed')
      expect(await coordinateAscent(snapshot!, halving(calls), options)).toEqual(end)
      expect(calls).toEqual(whole)
    }
  })

  it("ends at 'stop' with the model of that moment", async () => {
    const run = await coordinateAscent({ start: 16 }, halving([]), { ...options, onIteration: ({ iteration }) => (iteration === 2 ? 'stop' : undefined) })
    expect(run).toEqual({ model: 4, objectives: [-16, -8, -4], converged: false, stopped: true })
  })

  it('returns the better model if the last step lowered the objective', async () => {
    const objectives = [-2, -1, -1.0000001]
    const steps: AscentSteps<number, number> = {
      mayFall: true, expect: async model => ({ model, objective: objectives[model], expectation: model + 1 }), maximize: (_, next) => next,
    }
    const falling = { tolerance: 1e-3, maxIterations: 9 }
    expect(await coordinateAscent({ start: 0 }, steps, falling)).toEqual({ model: 1, objectives: [-2, -1], converged: true, stopped: false })
    expect((await coordinateAscent({ start: 0 }, { ...steps, mayFall: false }, falling)).model).toBe(2)
  })
})
