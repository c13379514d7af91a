import { expect, it } from 'vitest'
import { fitIdSchema } from '../contract/identifiers.js'
import { drawPath } from './fitPaths.js'
import type { Fits } from './jobs/fits.js'
import { Planes } from './plane.js'
import { endOf, factOf, fitRequest, startEngine } from './engineFixture.js'

it('repeats a fit to show its steps, which end at the model', async () => {
  const running = await startEngine()
  const { engine } = running
  const dataset = await engine.openSample({ name: 'old-faithful' })
  const { id } = await engine.startFit(fitRequest(dataset, { options: { components: 2 } }))
  const end = await endOf(running, id)
  const view = { kind: 'columns' as const, x: 'eruptions', y: 'waiting' }
  const { metric, moments } = await engine.getPath({ fit: id, view })
  expect(metric).toEqual({ name: 'meanLogLikelihood', unit: 'logDensityPerRow' })
  expect(moments.length).toBeGreaterThan(5)
  const best = moments.reduce((one, other) => (other.value! > one.value! ? other : one))
  expect(best.value).toBeCloseTo(factOf(end, 'meanLogLikelihood') as number, 6)
  const { ellipses } = await engine.getScatter({ features: end.features, fit: id, view, scores: false, densities: false, limit: 10 })
  // Components have the order of the model's.
  best.ellipses.forEach(({ mean }, k) => expect(mean[0]).toBeCloseTo(ellipses[k]!.mean[0], 4))
  for (const { ellipses: [first, second] } of moments.filter(({ phase }) => phase === 'fit')) expect(first!.mean[0] > second!.mean[0]).toBe(ellipses[0]!.mean[0] > ellipses[1]!.mean[0])
  // Another plane draws the same steps.
  const turned = await engine.getPath({ fit: id, view: { kind: 'columns', x: 'waiting', y: 'eruptions' } })
  expect(turned.moments.map(({ value }) => value)).toEqual(moments.map(({ value }) => value))
  expect(turned.moments[0]!.ellipses[0]!.mean).toEqual([...moments[0]!.ellipses[0]!.mean].reverse())
})

it('repeats no fit that took long, or whose rows are elsewhere', async () => {
  const fit = fitIdSchema.parse('fit-1')
  const asked = (finished: unknown) => drawPath({ fit, view: { kind: 'principal' } }, { planes: new Planes(), fits: { finished: async () => finished } as unknown as Fits })
  await expect(asked({ summary: { seconds: 31.2 }, table: { whole: null } })).rejects.toMatchObject({
    code: 'invalid-request', message: 'fit-1 is not repeated to show its steps: it took 31 s, and 30 s are the limit. Fit a sample of the rows.',
  })
  await expect(asked({ summary: { seconds: 1 }, table: { whole: {} } })).rejects.toMatchObject({
    code: 'invalid-request', message: 'fit-1 cannot be repeated to show its steps: only some of its rows are in memory. Fit a sample of the rows.',
  })
})
