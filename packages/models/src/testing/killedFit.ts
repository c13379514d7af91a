/** Fits a case with checkpoints and waits at a report to be killed: node killedFit.ts CASE_MODULE FOLDER REPORT */
import { folderCheckpointStore } from '@mixtura/tensor'
import type { FamilyCase } from './familyCase.js'
import { prepareEngine } from './prepareEngine.js'

const [module, folder, report] = process.argv.slice(2)
const { familyCase } = (await import(module)) as { readonly familyCase: FamilyCase }
const { family, fit } = familyCase

await prepareEngine(family)
let reports = 0
await family.fit(fit.table, fit.options, {
  checkpoints: folderCheckpointStore(folder),
  checkpointEvery: 0,
  reportEvery: 0,
  async onProgress() {
    if (++reports < Number(report)) return
    process.stdout.write('reached\n')
    await new Promise(resolve => setTimeout(resolve, 600_000))
  },
})
