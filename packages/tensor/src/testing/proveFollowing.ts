import * as tf from '@tensorflow/tfjs-core'
import { describe, expect, it } from 'vitest'
import type { FollowOptions, PhaseProgress } from '../training/followPhases.js'

/** Outcome of a followed run. */
export interface FollowedOutcome {
  /** Why it ended; undefined for a function that does not say. */
  readonly end: string | undefined
  /** Uses the result, and disposes it: throws if it cannot be used, or returns the numbers that it gives. */
  readonly use: () => Promise<ArrayLike<number>>
}

/** A function that trains or fits. */
export interface FollowedCall {
  /** Phases in the order in which a whole run begins them. */
  readonly phases: readonly string[]
  /** Phases whose reports have a view; none by default. */
  readonly views?: readonly string[]
  /** Calls the function on small data. */
  readonly run: (options: FollowOptions<string>) => Promise<FollowedOutcome>
}

/** Names of functions that take long enough to be aborted, stopped and followed. */
const longRunning = /^(fit|train|metaTrain|embed|run)[A-Z]/

/**
 * Tests the one rule of following for all exports of a package whose names begin with fit, train, metaTrain, embed or run: each
 * phase is reported; a signal rejects with its reason, before the start and in each phase; 'stop' in each phase returns a result
 * that can be used; no call leaves tensors behind. An export of such a name without a call fails.
 *
 * @param door the package's index.
 * @param calls by the name of the export, or by any other name for further options.
 */
export function proveFollowing(door: Readonly<Record<string, unknown>>, calls: Readonly<Record<string, FollowedCall>>): void {
  it('has a call of everything that trains or fits', () => {
    const names = Object.keys(door).filter(name => typeof door[name] === 'function' && longRunning.test(name))
    expect(names.filter(name => !(name in calls))).toEqual([])
  })

  describe.each(Object.entries(calls))('%s', (_name, { phases, views = [], run }) => {
    it('reports each phase', async () => {
      const reported: string[] = []
      const epochs: Record<string, number> = {}
      const { use, end } = await run({
        async onProgress({ phase, epoch, epochs: all, metrics, view }) {
          if (epoch !== 1) expect(epoch).toBeGreaterThan(epochs[phase])
          if (all !== undefined) expect(epoch).toBeLessThanOrEqual(all)
          expect(Object.values(metrics).every(Number.isFinite)).toBe(true)
          expect(view !== undefined).toBe(views.includes(phase))
          if (view) await requireView(view)
          epochs[phase] = epoch
          if (!reported.includes(phase)) reported.push(phase)
        },
      })
      expect(reported).toEqual(phases)
      expect(end).not.toBe('stopped')
      await use()
    })

    it('rejects with the reason of a signal that has aborted, and reports nothing', async () => {
      const reason = new Error('before the start')
      const reported: string[] = []
      await expect(leavingNothing(() => run({ signal: AbortSignal.abort(reason), onProgress: ({ phase }) => void reported.push(phase) }))).rejects.toBe(reason)
      expect(reported).toEqual([])
    })

    it.each(phases)('rejects with the reason of a signal that aborts in the phase %s', async phase => {
      const controller = new AbortController()
      const reason = new Error(`in ${phase}`)
      const onProgress: FollowOptions<string>['onProgress'] = progress => void (progress.phase === phase && controller.abort(reason))
      await expect(leavingNothing(() => run({ signal: controller.signal, onProgress }))).rejects.toBe(reason)
    })

    it.each(phases)("returns what was learned after 'stop' in the phase %s", async phase => {
      const after: string[] = []
      let isStopped = false
      await leavingNothing(async () => {
        const { end, use } = await run({
          // An answer may come later.
          async onProgress(progress) {
            if (isStopped) after.push(progress.phase)
            if (progress.phase !== phase) return undefined
            isStopped = true
            return 'stop'
          },
        })
        expect([undefined, 'stopped']).toContain(end)
        const numbers = Array.from(await use())
        expect(numbers.length).toBeGreaterThan(0)
        expect(numbers.every(Number.isFinite)).toBe(true)
      })
      expect(isStopped).toBe(true)
      expect(after).toEqual([])
    })
  })
}

/** A view is of finite numbers, and leaves no tensors behind. */
async function requireView(view: NonNullable<PhaseProgress['view']>): Promise<void> {
  const drawn = await leavingNothing(view)
  const { data, rows, columns } = drawn.kind === 'codes' ? drawn.codes : drawn.samples
  expect(data).toHaveLength(rows * columns)
  expect(data.every(Number.isFinite)).toBe(true)
  if (drawn.kind === 'codes') expect(drawn.rows).toHaveLength(rows)
}

/** Awaits the call and then checks the number of tensors, whether or not it was rejected. */
async function leavingNothing<Result>(call: () => Promise<Result>): Promise<Result> {
  const before = tf.memory().numTensors
  try {
    return await call()
  } finally {
    expect(tf.memory().numTensors).toBe(before)
  }
}
