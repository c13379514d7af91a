import { describe, expect, it } from 'vitest'
import { endOf, fitRequest, grantFile, startEngine } from './engineFixture.js'

/** Two groups that differ in `x` alone, on a grid, so that the other columns say nothing of them. */
const lines = Array.from({ length: 200 }, (_, i) => `${(i % 2) * 10 + ((i * 7) % 5) / 5},${(i * 13) % 11},${(i * 17) % 7}`)

describe('a view with a third axis', () => {
  it('has coordinates and covariances on it, of columns, principal and discriminant axes', async () => {
    const running = await startEngine()
    const { engine } = running
    const dataset = await engine.openFile({ file: await grantFile(running, 'space.csv', `x,y,z\n${lines.join('\n')}\n`) })
    const features = { dataset: dataset.id, columns: ['x', 'y', 'z'], scaling: 'none' as const, missing: 'error' as const, label: null }
    const { id } = await engine.startFit(fitRequest(dataset, { features, view: { kind: 'discriminant' } }))
    await endOf(running, id)
    const request = { features, fit: id, scores: false, densities: false, limit: 1000 }

    const columns = await engine.getScatter({ ...request, view: { kind: 'columns', x: 'y', y: 'x', z: 'z' } })
    expect(columns.third).toMatchObject({ label: 'z', explained: null })
    expect([...columns.third!.depths.subarray(0, 3)]).toEqual([0, 3, 6])
    const { groups } = await engine.getGroups({ fit: id })
    expect(columns.ellipses[0]!.third!.mean).toBeCloseTo(groups[0]!.mean![2]!, 10)
    expect(columns.ellipses[0]!.third!.covariance[2]).toBeCloseTo(groups[0]!.standardDeviation![2]! ** 2, 8)

    // Posteriors as bytes: each row's add up to 1, but for the rounding of each.
    expect(columns.posteriors).toBeUndefined()
    const { posteriors } = await engine.getScatter({ ...request, view: { kind: 'columns', x: 'y', y: 'x', z: 'z' }, posteriors: true })
    expect(posteriors).toHaveLength(200 * groups.length)
    for (let row = 0; row < 200; row++) {
      const sum = posteriors!.subarray(row * groups.length, (row + 1) * groups.length).reduce((total, byte) => total + byte, 0)
      expect(Math.abs(sum - 255)).toBeLessThanOrEqual(groups.length / 2)
    }

    const principal = await engine.getScatter({ ...request, view: { kind: 'principal', spatial: true } })
    const shares = [...principal.explained!, principal.third!.explained!]
    expect(shares.reduce((sum, share) => sum + share)).toBeCloseTo(1, 10)
    expect((await engine.getScatter({ ...request, view: { kind: 'principal' } })).third).toBeUndefined()

    const discriminant = await engine.getScatter({ ...request, view: { kind: 'discriminant', spatial: true } })
    expect(discriminant.third!.depths).toHaveLength(200)
    expect(discriminant.explained![0]).toBeGreaterThan(0.9)
    // The first axis alone separates the two groups.
    const side = (row: number): number => Math.sign(discriminant.positions[2 * row]!)
    for (let row = 0; row < 200; row++) expect(side(row)).toBe(side(row % 2))
    expect(side(0)).not.toBe(side(1))
  })

  it('selects the rows inside a polygon in its picture', async () => {
    const running = await startEngine()
    const { engine } = running
    const dataset = await engine.openFile({ file: await grantFile(running, 'space.csv', `x,y,z\n${lines.join('\n')}\n`) })
    const features = { dataset: dataset.id, columns: ['x', 'y', 'z'], scaling: 'none' as const, missing: 'error' as const, label: null }
    const { id } = await engine.startFit(fitRequest(dataset, { features, view: { kind: 'columns', x: 'x', y: 'y' } }))
    await endOf(running, id)
    // The picture has 10 (y + z) across and -z down, so this rectangle holds y + z from 0.5 to 3.5 and z from 0.5 to 2.5.
    const region = {
      kind: 'space' as const,
      view: { kind: 'columns' as const, x: 'x', y: 'y', z: 'z' },
      across: { direction: [0, 10, 10] as [number, number, number], offset: 0 },
      down: { direction: [0, 0, -1] as [number, number, number], offset: 0 },
      corners: [[5, -0.5], [35, -0.5], [35, -2.5], [5, -2.5]] as [number, number][],
    }
    const wanted = lines.map(line => line.split(',').map(Number)).map(([, y, z]) => y! + z! >= 1 && y! + z! <= 3 && z! >= 1 && z! <= 2)
    const selectionOf = (each: typeof region) => ({ fit: id, selection: { fit: id, parts: [{ combine: 'add' as const, region: each }] } })
    const { selected, bits } = await engine.getSelection(selectionOf(region))
    expect(selected).toBe(wanted.filter(Boolean).length)
    expect(wanted.map((_, row) => ((bits[row >>> 5]! >>> (row & 31)) & 1) === 1)).toEqual(wanted)
    await expect(engine.getSelection(selectionOf({ ...region, view: { kind: 'columns', x: 'x', y: 'y' } as never }))).rejects.toMatchObject({
      code: 'invalid-request',
      message: 'view must have a third axis for a selection in space, but it has two. Select in the plane.',
    })
  })

  it('of discriminant axes needs a fit with components', async () => {
    const running = await startEngine()
    const { engine } = running
    const dataset = await engine.openFile({ file: await grantFile(running, 'space.csv', `x,y,z\n${lines.join('\n')}\n`) })
    const features = { dataset: dataset.id, columns: ['x', 'y', 'z'], scaling: 'none' as const, missing: 'error' as const, label: null }
    await expect(engine.getScatter({ features, fit: null, scores: false, densities: false, limit: 10, view: { kind: 'discriminant' } })).rejects.toMatchObject({
      code: 'invalid-request',
      message: 'view.kind must be columns or principal, but it is discriminant, which needs a fit with two components or more. Choose another plane.',
    })
  })
})
