import { cpus } from 'node:os'
import { expect, it } from 'vitest'
import { isLoaded, LoadedMachineError, measureLoad, requireQuietMachine, type MachineLoad } from './machineLoad.js'

const quiet: MachineLoad = { loadAverage: 1.9, busyCores: 0.05, grantedShare: 0.99 }
const busy: MachineLoad = { loadAverage: 3.25, busyCores: 1.5, grantedShare: 0.6 }

it('calls a machine loaded if others use a core, or if a busy loop does not get a whole core', () => {
  expect([quiet, busy, { ...quiet, busyCores: 1 }, { ...quiet, grantedShare: 0.5 }].map(isLoaded)).toEqual([false, true, true, true])
})

it('allows comparisons on an idle machine, and on a loaded one only with the flag', async () => {
  expect(await requireQuietMachine({ allowLoad: false, measure: async () => quiet })).toBe(quiet)
  expect(await requireQuietMachine({ allowLoad: true, measure: async () => busy })).toBe(busy)
})

it('refuses a machine that stays loaded, and reports the load', async () => {
  const attempt = requireQuietMachine({ allowLoad: false, measure: async () => busy, patience: 0 })
  await expect(attempt).rejects.toBeInstanceOf(LoadedMachineError)
  await expect(attempt).rejects.toThrow(
    `the machine must be idle for a comparison, but other programs use 1.50 of its ${cpus().length} cores, a busy loop gets 60 % of one, and the load ` +
      "average is 3.25. Load slows the peers' spinning threads far more than Mixtura's: end other programs, or pass --on-loaded-machine, " +
      'which marks all results as measured under load.',
  )
})

it('measures numbers in their ranges', async () => {
  const { busyCores, grantedShare } = await measureLoad()
  expect(busyCores).toBeGreaterThanOrEqual(0)
  expect(busyCores).toBeLessThanOrEqual(cpus().length)
  expect(grantedShare).toBeGreaterThan(0)
  expect(grantedShare).toBeLessThanOrEqual(1)
})
