import { expect, it } from 'vitest'
import { modelFamily } from '../catalogue.js'
import { describeFamily } from '../testing/describeFamily.js'
import { familyCase } from './mixtureSelection.case.js'

describeFamily(familyCase, new URL('mixtureSelection.case.ts', import.meta.url).href)

it('says how to fit each candidate by itself, with the same criterion', async () => {
  const { family, fit } = familyCase
  const [table] = (await family.fit(fit.table, fit.options)).tables()
  const bic = table.columns.findIndex(({ name }) => name === 'bic')
  for (const [row, refit] of table.refits!.entries()) {
    const alone = await modelFamily(refit!.kind).fit(fit.table, refit!.options)
    const value = alone.facts().find(({ name }) => name === 'bic')!.value as number
    // The candidate and the single fit may end in different iterations, within the tolerance of the search.
    expect(Math.abs(value - (table.rows[row][bic] as number)), JSON.stringify(refit)).toBeLessThan(0.01)
  }
})
