import type { FitProgress, SelectionOptions, SelectionRow } from '@mixtura/core'
import type { ResultTable } from '../contract/fittedModel.js'
import type { FitRun } from '../running/fitReporter.js'
import { criteriaOf } from './candidateTable.js'
import { reportSearch, resumedBy } from './searchedFits.js'

/** Options that connect a selection of core with the run. The running candidate is the outer place, and each finished one is a step of the phase 'candidate'. */
export function followCandidates(
  run: FitRun,
  { maxIterations, tableOf }: { readonly maxIterations: number; readonly tableOf: (rows: readonly SelectionRow[]) => ResultTable },
): Pick<SelectionOptions, 'onProgress' | 'onCandidate' | 'signal' | 'resume'> {
  return {
    ...resumedBy(run),
    onProgress: state =>
      reportSearch<FitProgress>(run, state, {
        maxIterations,
        places: [{ name: 'candidate', at: state.candidate + 1, of: state.candidates }],
        metrics: ({ meanLogLikelihood }) => ({ meanLogLikelihood }),
        picture: ({ parameters }) => ({ kind: 'mixture', mixture: parameters }),
      }),
    onCandidate: ({ row, candidate, candidates, table, checkpoint }) =>
      run.report({
        phase: 'candidate',
        step: candidate + 1,
        steps: candidates,
        metrics: Object.fromEntries(criteriaOf(row).flatMap(([name, value]) => (value === null ? [] : [[name, value]]))),
        tables: () => [tableOf(table())],
        checkpoint,
      }),
  }
}
