import { defineFamily, modelFamilies as catalogue, countOption } from '@mixtura/models'
import { readPlainRecord, writePlainRecord } from '@mixtura/numerics'
import { z } from 'zod'

/** A model family that the catalogue does not have: the mean of each column. Tests start Studio with this module. */

const options = z.strictObject({ passes: countOption({ text: 'passes', minimum: 1, maximum: 1000, default: 3 }) })

const words = (name, passes) => ({
  families: { 'toy-means': { name, summary: name, synonyms: [] } },
  options: { passes: { name: passes, explanation: passes } },
  phases: { pass: passes },
  metrics: { toyMean: name },
  facts: { toyMean: name },
  stepNames: { pass: passes },
})

const toyMeans = defineFamily({
  kind: 'toy-means',
  version: 1,
  engine: 'core',
  options,
  usesLabels: false,
  capabilities: ['reconstruct'],
  phases: ['pass'],
  metrics: { toyMean: '' },
  texts: { en: words('Toy means', 'Passes'), zh: words('玩具均值', '遍数') },
  accepts: ({ missingCells }) => (missingCells === 0 ? { accepted: true } : { accepted: false, refusal: { key: 'missingCells', values: { missingCells } } }),
  estimate: ({ rows, columns }) => ({ seconds: 1e-9 * rows * columns, bytes: 8 * columns }),
  async fit({ samples: { data, rows, columns } }, { passes }, run) {
    const means = new Float64Array(columns)
    data.forEach((value, at) => (means[at % columns] += value / rows))
    const values = []
    let answer
    for (let step = 1; step <= passes && answer !== 'stop'; step++) {
      values.push(means[0])
      answer = await run.report({ phase: 'pass', step, steps: passes, metrics: { toyMean: means[0] } })
    }
    return {
      model: means,
      groups: [],
      facts: [{ name: 'toyMean', value: means[0], unit: '' }],
      curves: [{ name: 'toyMean', unit: '', step: 'pass', steps: values.map((_, at) => at + 1), values }],
      tables: [],
    }
  },
  abilities: means => ({
    reconstruct: async ({ rows, columns }) => ({ data: Float64Array.from({ length: rows * columns }, (_, at) => means[at % columns]), rows, columns }),
  }),
  save: means => writePlainRecord({ means }),
  load: bytes => readPlainRecord(bytes).means,
  script: () => ({ imports: { '@mixtura/numerics': ['columnMeans'] }, lines: ['const means = columnMeans(samples)', 'const facts = { toyMean: means[0] }'] }),
})

export const modelFamilies = [...catalogue, toyMeans]
