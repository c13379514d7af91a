import { modelFamilies } from '@mixtura/models'
import { expect, it } from 'vitest'
import { workplace } from '../testing/mixtura.js'

const { run } = workplace()

it('lists all families of the catalogue', async () => {
  const { code, stdout, stderr } = await run(['families'])
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
  expect(stdout.trimEnd().split('\n').map(line => line.split(' ')[0])).toEqual(modelFamilies.map(({ kind }) => kind))
})

it('describes the options of one, with ranges and defaults', async () => {
  const { stdout } = await run(['families', 'mixture'])
  expect(stdout).toContain('mixture: Gaussian mixture\n')
  expect(stdout).toContain('Components (K). How many groups the mixture has. (a whole number from 1 to 1000; default 3)\n')
  expect(stdout).toContain('; only with --covariance-type factors)\n')
})

it('speaks Chinese', async () => {
  const { stdout } = await run(['families', 'mixture', '--lang', 'zh'])
  expect(stdout).toContain('分量数（K）。混合模型有多少个群组。（1 到 1000 的整数；默认 3）\n')
})

it('gives the descriptions as JSON', async () => {
  const { stdout } = await run(['families', '--json'])
  const entries = stdout.trimEnd().split('\n').map(line => JSON.parse(line) as { kind: string; options: { name: string; flag: string }[] })
  expect(entries.map(({ kind }) => kind)).toEqual(modelFamilies.map(({ kind }) => kind))
  expect(entries[0].options.find(({ name }) => name === 'maxIterations')).toMatchObject({ flag: '--max-iterations', minimum: 1, default: 1000 })
})

it('refuses a family that there is not', async () => {
  expect(await run(['families', 'mixtur'])).toEqual({ code: 2, stdout: '', stderr: 'mixtura: There is no family mixtur. Did you mean mixture?\n' })
})
