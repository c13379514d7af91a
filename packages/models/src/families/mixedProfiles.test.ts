import { InvalidCheckpointError, readPlainRecord, writePlainRecord } from '@mixtura/numerics'
import { expect, it } from 'vitest'
import { readModelFile, writeModelFile } from '../files/modelFile.js'
import { mixedTable } from '../testing/mixedTable.js'
import { mixedMixture } from './mixedMixture.js'

it('loads no file whose profiles or levels do not fit the table', async () => {
  const model = await mixedMixture.fit(mixedTable({ rows: 100 }), { components: { minimum: 2, maximum: 2 }, starts: 1 })
  const file = readModelFile(await model.save())
  expect((await mixedMixture.load(writeModelFile(file))).profiles!()).toEqual(model.profiles!())
  const saved = readPlainRecord(file.model)
  const profiles = saved['profiles'] as never as readonly { readonly groups: readonly object[] }[]
  const first = (changed: object): unknown => [{ ...profiles[0], ...changed }, ...profiles.slice(1)]
  for (const wrong of ['none', profiles.slice(1), first({ name: 'other' }), first({ levels: ['a', 'b'] }), first({ groups: profiles[0].groups.slice(1) }), first({ groups: [{}, {}] })]) {
    await expect(mixedMixture.load(writeModelFile({ ...file, model: writePlainRecord({ ...saved, profiles: wrong as never }) }))).rejects.toThrow(InvalidCheckpointError)
  }
  const table = file.head['table'] as never as { readonly features: readonly { readonly levels: readonly object[] | null }[] }
  const features = table.features.map((feature, at) => (at === 1 ? { ...feature, levels: [...feature.levels!].reverse() } : feature))
  await expect(mixedMixture.load(writeModelFile({ ...file, head: { ...file.head, table: { ...table, features } as never } }))).rejects.toThrow(/mixture\.columns\[1\] is the column/)
})
