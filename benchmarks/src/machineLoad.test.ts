import { cpus } from 'node:os'
import { expect, it } from 'vitest'
import { isLoaded, LoadedMachineError, measureLoad, requireQuietMachine, type MachineLoad } from './machineLoad.js'

const quiet: MachineLoad = { loadAverage: 1.9, busyCores: 0.05, grantedShare: 0.99 }
const busy: MachineLoad = { loadAverage: 3.25, busyCores: 1.5, grantedShare: 0.6 }

it('calls a machine loaded where others take a core, or where a core is withheld', () => {
  expect([quiet, busy, { ...quiet, busyCores: 1 }, { ...quiet, grantedShare: 0.5 }].map(isLoaded)).toEqual([false, true, true, true])
})

it('lets comparisons begin on a quiet machine, and on a loaded one only if told to', async () => {
  expect(await requireQuietMachine({ allowLoad: false, measure: async () => quiet })).toBe(quiet)
  expect(await requireQuietMachine({ allowLoad: true, measure: async () => busy })).toBe(busy)
})

it('refuses a machine that stays loaded, and says the load', async () => {
  const attempt = requireQuietMachine({ allowLoad: false, measure: async () => busy, patience: 0 })
  await expect(attempt).rejects.toBeInstanceOf(LoadedMachineError)
  await expect(attempt).rejects.toThrow(
    `the machine must be quiet to compare on it, but other programs take 1.50 of its ${cpus().length} cores, a busy loop gets 60 % of one, and the load ` +
      "average is 3.25. Peers' spinning threads lose far more by that than Mixtura's: end what else runs here, or pass --on-loaded-machine, " +
      'which marks all results as measured under load.',
  )
})

it('measures shares of what there is', async () => {
  const { busyCores, grantedShare } = await measureLoad()
  expect(busyCores).toBeGreaterThanOrEqual(0)
  expect(busyCores).toBeLessThanOrEqual(cpus().length)
  expect(grantedShare).toBeGreaterThan(0)
  expect(grantedShare).toBeLessThanOrEqual(1)
})
