import { expect, it } from 'vitest'
import { openDataset } from '@mixtura/data'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { stepsBehind, type PreparationStep } from '../contract/preparation.js'
import { endOf, fitRequest, grantFile, startEngine } from './engineFixture.js'

const table = `x,y,kind\n${Array.from({ length: 60 }, (_, i) => `${i % 9 === 4 ? '' : (i % 2 ? 40 : 5) + (i % 7)},${(i % 2) * 6 + (i % 5)},${'abc'[i % 3]!}`).join('\n')}\n`

const steps: readonly PreparationStep[] = [
  { kind: 'impute', name: 'x filled', column: 'x', method: 'median' },
  { kind: 'log', name: 'ln x', column: 'x filled', method: 'log' },
  { kind: 'one-hot', name: 'kind', column: 'kind' },
  { kind: 'components', name: 'PC', columns: ['ln x', 'y'], count: 2 },
]

it('finds the steps behind a column', () => {
  expect(stepsBehind(steps, ['PC1']).map(({ name }) => name)).toEqual(['x filled', 'ln x', 'PC'])
  expect(stepsBehind(steps, ['y'])).toEqual([])
})

it('makes columns in steps, which a fit, its script and the session keep', async () => {
  const running = await startEngine()
  const { engine } = running
  const opened = await engine.openFile({ file: await grantFile(running, 'steps.csv', table) })
  const dataset = await engine.setReading({ dataset: opened.id, reading: { prepare: [...steps] } })
  const made = ['x filled', 'ln x', 'kind=a', 'kind=b', 'kind=c', 'PC1', 'PC2']
  expect(dataset.columns.map(({ name }) => name)).toEqual(['x', 'y', 'kind', ...made])
  const { prepare } = dataset.reading
  expect(prepare?.[0]).toMatchObject({ learned: { value: 40 } })
  const request = { ...fitRequest(dataset), features: { ...fitRequest(dataset).features, dataset: dataset.id, columns: ['PC1', 'PC2'], scaling: 'none' as const } }
  const end = await endOf(running, (await engine.startFit(request)).id)
  expect(end.status).toBe('completed')

  // The script opens the file with the steps and their numbers: the same columns.
  const script = await engine.getScript({ fit: end.id })
  const call = /openDataset\('steps\.csv', (\{[\s\S]*?\})\)\n/.exec(script.text)
  const path = join(running.folder, 'read-by-script.csv')
  await writeFile(path, table)
  const options = new Function(`return ${call![1]!}`)() as NonNullable<Parameters<typeof openDataset>[1]>
  const ofScript = await openDataset(path, options)
  const { rows } = await engine.getRows({ dataset: dataset.id, offset: 0, limit: 60 })
  expect(await ofScript.readRows({ offset: 0, limit: 60 })).toEqual(rows)
  await ofScript.close()

  // The steps behind the columns of the fit stay; others may go.
  await expect(engine.setReading({ dataset: dataset.id, reading: { prepare: prepare!.slice(1) } })).rejects.toMatchObject({ code: 'prepared-in-use', fields: { step: 'x filled', fit: end.id } })
  const fewer = await engine.setReading({ dataset: dataset.id, reading: { prepare: prepare!.filter(({ kind }) => kind !== 'one-hot') } })
  expect(fewer.columns.map(({ name }) => name)).toEqual(['x', 'y', 'kind', 'x filled', 'ln x', 'PC1', 'PC2'])

  // A lost engine opens the file again with the same numbers.
  running.crash()
  const read = async () => (await engine.getSession(null).catch(() => null))?.datasets[0]?.reading.prepare
  await expect.poll(read, { timeout: 30_000 }).toEqual(fewer.reading.prepare)
  const again = await engine.getRows({ dataset: dataset.id, offset: 0, limit: 60 })
  expect(again.rows.map(row => row.slice(-2))).toEqual(rows.map(row => row.slice(-2)))
})

it('tells why a step is impossible, and leaves the columns as they were', async () => {
  const running = await startEngine()
  const { engine } = running
  const { id } = await engine.openFile({ file: await grantFile(running, 'negative.csv', 'a,b\n1,2\n-3,4\n5,1\n') })
  await expect(engine.setReading({ dataset: id, reading: { prepare: [{ kind: 'log', name: 'ln a', column: 'a', method: 'log' }] } })).rejects.toMatchObject({
    code: 'logarithm', fields: { column: 'a', cells: 1, row: 2, value: -3, step: 'ln a' },
  })
  expect((await engine.getSession(null)).datasets[0]!.columns).toHaveLength(2)
})
