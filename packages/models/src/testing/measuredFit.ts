/** Prints what the fits of a case cost beside their estimates: node measuredFit.ts CASE_MODULE NUMBER_OF_COST */
import { tableFacts } from '../contract/table.js'
import { measureDevice } from '../running/measureDevice.js'
import type { FamilyCase } from './familyCase.js'
import { prepareEngine } from './prepareEngine.js'

const [module, number] = process.argv.slice(2)
const { familyCase } = (await import(module)) as { readonly familyCase: FamilyCase }
const { family, costs } = familyCase
const { table, options } = costs[Number(number)]

await prepareEngine(family)
const device = await measureDevice(family.engine === 'core' ? 'core' : 'wasm')
const before = { bytes: process.memoryUsage.rss(), time: process.cpuUsage() }
let peak = 0
const measure = (): void => void (peak = Math.max(peak, process.memoryUsage.rss()))
const model = await family.fit(table, options, { onProgress: measure })
measure()
const { user, system } = process.cpuUsage(before.time)
const bytes = peak - before.bytes
model.dispose()
// Time of all threads together: that of one thread on a machine that does nothing else, however busy this one is.
const estimate = family.estimate(tableFacts(table), options, { ...device, cores: 1 })
process.stdout.write(`${JSON.stringify({ measured: { seconds: (user + system) / 1e6, bytes }, estimate })}\n`)
