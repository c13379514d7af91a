import { readFile } from 'node:fs/promises'
import { expect, it } from 'vitest'
import { endOf, fitRequest, grantFile, startEngine } from './engineFixture.js'

const rows = Array.from({ length: 40 }, (_, i) => `${i % 2 ? 10 + (i % 7) : i % 5},${i % 11}`)

it('keeps what a person calls the groups, through a restart, into files and reports', async () => {
  const running = await startEngine()
  const { engine, grants } = running
  const dataset = await engine.openFile({ file: await grantFile(running, 'visits.csv', `x,y\n${rows.join('\n')}\n`) })
  const { id } = await engine.startFit(fitRequest(dataset, { options: { components: 2 } }))
  await endOf(running, id)
  const exported = async (): Promise<string[][]> => {
    const { file } = await engine.exportFit({ fit: id, content: 'csv' })
    return (await readFile(grants.exported(file)!.path, 'utf8')).trim().split(/\r?\n/).map(line => line.split(','))
  }
  expect((await exported())[0]).not.toContain('cluster_name')

  const named = await engine.nameGroups({ fit: id, names: [null, ' Weekly visitors '] })
  expect(named.groups.map(({ name }) => name)).toEqual([null, 'Weekly visitors'])
  const lost = running.is('lost')
  running.crash()
  await lost
  await running.is('ready')
  expect((await engine.getFit({ fit: id })).groups.map(({ name }) => name)).toEqual([null, 'Weekly visitors'])

  const [head, ...lines] = await exported()
  expect(head!.slice(2, 4)).toEqual(['cluster', 'cluster_name'])
  for (const line of lines) expect(line[3]).toBe(line[2] === '2' ? 'Weekly visitors' : '1')
  expect(new Set(lines.map(line => line[3])).size).toBe(2)
  const { page } = await engine.getReport({ fits: [id], parts: ['groups'], title: 'Visits', note: '', language: 'en' })
  expect(page).toContain('Weekly visitors')
})

it('takes a name or null for each group', async () => {
  const running = await startEngine()
  const { engine } = running
  const dataset = await engine.openFile({ file: await grantFile(running, 'visits.csv', `x,y\n${rows.join('\n')}\n`) })
  const { id } = await engine.startFit(fitRequest(dataset, { options: { components: 2 } }))
  await endOf(running, id)
  await expect(engine.nameGroups({ fit: id, names: ['A'] })).rejects.toMatchObject({
    code: 'invalid-request', message: 'names must have one name or null for each of the 2 groups of Fit 1, but it has 1.',
  })
})
