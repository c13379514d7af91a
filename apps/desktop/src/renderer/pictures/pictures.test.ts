import { describe, expect, it } from 'vitest'
import type { ResultTable } from '../../contract/fit.js'
import { choicePicture } from './choicePictures.js'
import { covarianceShapes } from './covarianceShapes.js'
import { mergingTree } from './mergingTree.js'
import { tickDifferences } from './selectionChart.js'
import { selectionSurface } from './selectionSurface.js'
import { tablePicture } from './tablePictures.js'

describe('covarianceShapes', () => {
  const areRound = (structure: string) => covarianceShapes(structure).every(([, , rx, ry]) => rx === ry)
  const area = ([, , rx, ry]: readonly number[]) => rx! * ry!

  it('draws circles, equal sizes and axes as the letters say', () => {
    expect(['EII', 'VII', 'spherical'].every(areRound)).toBe(true)
    expect(['EEI', 'VVI', 'EEE', 'VVV', 'factors'].some(areRound)).toBe(false)
    const [first, second] = covarianceShapes('EEE')
    expect(first!.slice(2)).toEqual(second!.slice(2))
    for (const axes of ['EEI', 'VEI', 'EVI', 'VVI', 'diag']) expect(covarianceShapes(axes).map(shape => shape[4])).toEqual([0, 0])
    expect(new Set(covarianceShapes('EEV').map(shape => shape[4])).size).toBe(2)
    expect(area(covarianceShapes('VII')[0]!)).toBeGreaterThan(area(covarianceShapes('VII')[1]!))
  })

  it('keeps every ellipse on its field of 36 by 24', () => {
    const structures = ['full', 'tied', 'diag', 'spherical', 'EII', 'VII', 'EEI', 'VEI', 'EVI', 'VVI', 'EEE', 'VEE', 'EVE', 'VVE', 'EEV', 'VEV', 'EVV', 'VVV', 'factors']
    for (const structure of structures) {
      for (const [x, y, rx, ry, degrees] of covarianceShapes(structure)) {
        const [cos, sin] = [Math.cos((degrees * Math.PI) / 180), Math.sin((degrees * Math.PI) / 180)]
        const [width, height] = [Math.hypot(rx * cos, ry * sin), Math.hypot(rx * sin, ry * cos)]
        expect([x - width, y - height].every(edge => edge >= 0) && x + width <= 36 && y + height <= 24, structure).toBe(true)
      }
    }
  })
})

describe('mergingTree', () => {
  // Components 1 and 3 are merged first, then 2 and 4, and then all.
  const table: ResultTable = {
    name: 'merges',
    columns: ['clusters', 'firstCluster', 'secondCluster', 'entropyAfter'].map(name => ({ name, unit: '' })),
    rows: [[3, '1', '3', 5], [2, '2', '4', 1], [1, '1 + 3', '2 + 4', 0]],
  }

  it('orders the components so that branches do not cross, and puts each node in the middle of its branches', () => {
    expect(mergingTree(table, 2)).toEqual({
      leaves: [0, 2, 1, 3],
      kept: 2,
      nodes: [
        { row: 0, clusters: 3, branches: [{ across: 0, from: 0, group: 0 }, { across: 1, from: 0, group: 0 }] },
        { row: 1, clusters: 2, branches: [{ across: 2, from: 0, group: 1 }, { across: 3, from: 0, group: 1 }] },
        { row: 2, clusters: 1, branches: [{ across: 0.5, from: 1, group: 0 }, { across: 2.5, from: 2, group: 1 }] },
      ],
    })
  })

  it('gives no group to what joins kept groups', () => {
    const groups = mergingTree(table, 3)!.nodes.map(({ branches }) => branches.map(({ group }) => group))
    // Groups of the model: components 1 and 3, component 2, component 4.
    expect(groups).toEqual([[0, 0], [1, 2], [0, null]])
  })

  it('is none for other tables, and for one component', () => {
    expect(mergingTree({ ...table, columns: table.columns.slice(1) }, 2)).toBeNull()
    expect(mergingTree({ ...table, rows: [] }, 1)).toBeNull()
  })
})

describe('selectionSurface', () => {
  const table = (rows: ResultTable['rows'], names = ['components', 'covarianceType', 'bic', 'aic']): ResultTable =>
    ({ name: 'candidates', columns: names.map(name => ({ name, unit: '' })), rows })

  it('takes the criterion by which the table is sorted, and leaves out what failed', () => {
    expect(selectionSurface(table([[2, 'full', 10, 9], [3, 'diag', 12, 7], [4, 'full', null, null]]))).toEqual({
      criterion: 'bic', points: [{ components: 2, structure: 'full', value: 10 }, { components: 3, structure: 'diag', value: 12 }],
    })
    expect(selectionSurface(table([[2, 'full', 12, 7], [3, 'diag', 10, 9]]))?.criterion).toBe('aic')
  })

  it('is absent where there is no surface', () => {
    expect(selectionSurface(table([[2, 'full', 10, 9]]))).toBeNull()
    expect(selectionSurface(table([[1, 4, true, 9], [2, 3, true, 8]], ['start', 'bic', 'converged', 'iterations']))).toBeNull()
    expect(selectionSurface(table([['a', 2, 'full', 10], ['b', 2, 'full', 11]], ['class', 'components', 'covarianceType', 'bic']))).toBeNull()
    expect(tablePicture(table([]), 2)).toBeNull()
  })
})

it('marks differences to the best candidate at powers of ten, and between them if these are few', () => {
  expect([0, 5, 250, 8000].map(tickDifferences)).toEqual([[0], [0, 1, 3], [0, 1, 3, 10, 30, 100], [0, 1, 10, 100, 1000]])
})

it('has pictures of the values of few options', () => {
  expect(choicePicture('covarianceTypes')).not.toBeNull()
  expect(choicePicture('network')).toBeNull()
  expect(choicePicture('toString')).toBeNull()
})
