import { describe, expect, it } from 'vitest'
import type { CellLoad, EmReport, EmTable } from '../em/emReport.js'
import type { IterationReport } from '../em/timeIterations.js'
import { documents, readDocument, renderRegion } from './documents.js'
import { emIterations, emSummary } from './emFigures.js'
import { regionNames, withFigures } from './figureRegions.js'

describe('documents', () => {
  it.each(documents)('%s matches the results (if not: npm run figures)', document => {
    const text = readDocument(document)
    expect(regionNames(text).length).toBeGreaterThan(0)
    expect(withFigures(text, renderRegion)).toBe(text)
  })
})

describe('withFigures', () => {
  const document = 'before\n<!-- figures: one -->\nold\n<!-- /figures -->\nbetween\n<!-- figures: two -->\n<!-- /figures -->\nafter\n'

  it('replaces only the text between marks', () => {
    const written = withFigures(document, name => `${name}!`)
    expect(written).toBe(
      'before\n<!-- figures: one -->\none!\n<!-- /figures -->\nbetween\n<!-- figures: two -->\ntwo!\n<!-- /figures -->\nafter\n',
    )
    expect(withFigures(written, name => `${name}!`)).toBe(written)
  })

  it('refuses a mark without a partner', () => {
    expect(() => withFigures('<!-- figures: one -->\nold\n', String)).toThrow(
      '1 marks open a region of figures and 0 close one, but 0 regions are whole. Pair <!-- figures: NAME --> with <!-- /figures -->.',
    )
  })

  it('refuses a region with an unknown name', () => {
    expect(() => renderRegion('speed')).toThrow(
      'a region of figures must be one of em-summary, em-iterations, em-fits, em-scaling, but it is speed. Add its renderer to figures/documents.ts.',
    )
  })
})

describe('figures of EM', () => {
  const quiet = { loadAverage: 0.1, busyCores: 0.01, grantedShare: 1 }
  const busy = { loadAverage: 2, busyCores: 0.75, grantedShare: 1 }
  const iterations = (load: CellLoad): EmTable<IterationReport> => ({
    provenance: {
      date: '2026-01-02T03:04:05.000Z',
      machine: { processor: 'Processor', cores: 2, memoryGiB: 8, system: 'linux 6 x64' },
      versions: { mixtura: '0.0.0', commit: 'abcdef0123', node: '22.0.0', v8: '12.4' },
    },
    kernels: 'wasm-simd',
    threads: 2,
    peak: 15,
    peers: {
      scikitLearn: {
        version: '1.9.1',
        libraries: { numpy: '2.4.6' },
        threadPools: [{ library: 'openblas', version: '0.3.31', architecture: 'SkylakeX', threads: 2 }],
      },
      mclust: null,
      strippedVariables: ['OPENBLAS_CORETYPE'],
    },
    measuredUnderLoad: load.before === busy || load.after === busy,
    cells: [4, 9].map(ratio => ({
      emCase: { rows: 1000, columns: 2, components: 3, covarianceType: 'full', spacing: 'overlapped' },
      mixtura: { milliseconds: 1, meanLogLikelihood: -1, peakBytes: 1 },
      scikitLearn: { milliseconds: ratio, meanLogLikelihood: -1, peakBytes: 1 },
      speedup: { median: ratio, least: ratio - 1, greatest: ratio + 1 },
      load: ratio === 4 ? load : { before: quiet, after: quiet },
    })),
  })

  it('have the geometric mean, the machine, and the versions of both sides', () => {
    const text = emIterations({ iterations: iterations({ before: quiet, after: quiet }) })
    expect(text).toContain('| 1,000 x 2, K=3, full, overlapped | 1.0 | 0.0 | 4.0 | - | 4.0 (3.0 to 5.0) | 0e+0 |')
    expect(text).toContain('Geometric mean: 6.0 times as fast; minimum 4.0.')
    expect(text).toContain(
      '_2026-01-02, Processor, 2 cores, 8 GiB, Node 22.0.0 (V8 12.4), Mixtura 0.0.0 at abcdef0123; wasm-simd, peak of one thread 15 GFLOP/s; ' +
        '2 threads each; compared with scikit-learn 1.9.1, numpy 2.4.6, openblas 0.3.31 SkylakeX._',
    )
    expect(text).not.toContain('**')
  })

  it('report that they were measured under load', () => {
    expect(emIterations({ iterations: iterations({ before: busy, after: quiet }) })).toContain(
      '**Measured on a loaded machine, so not comparable**: other programs use 0.75 of its ',
    )
    expect(emIterations({ iterations: iterations({ before: quiet, after: busy }) })).toContain(
      '**Other programs were running just after 1 of 2 cells**, on up to 0.75 cores (1,000 x 2, K=3, full, overlapped), but just before none.',
    )
  })

  it('are reported as missing if nothing was measured', () => {
    const nothing: EmReport = {}
    expect(emSummary(nothing)).toBe('_No figures: `npm run bench -- em` measures them._')
  })
})
