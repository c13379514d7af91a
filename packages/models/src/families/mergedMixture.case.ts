import { GaussianMixture } from '@mixtura/core'
import type { FamilyCase } from '../testing/familyCase.js'
import { blobs, withHoles } from '../testing/tables.js'
import { mergedMixture } from './mergedMixture.js'

/** Two groups: one of two components that overlap at a right angle, and a round one far away. */
const truth = GaussianMixture.fromParameters({
  covarianceType: 'diag',
  weights: [0.3, 0.3, 0.4],
  means: [[0, 0], [0, 0], [12, 12]],
  covariances: [[9, 0.09], [0.09, 9], [1, 1]],
})
// The far component has the largest weight, so it comes first.
const drawn = truth.sample(300, { seed: 1 })
export const cross = { samples: drawn.samples, labels: Array.from(drawn.labels, label => (label === 0 ? 1 : 0)) }

export const familyCase: FamilyCase = {
  family: mergedMixture,
  fit: { table: cross, options: { components: { minimum: 1, maximum: 4 }, covarianceType: 'diag' } },
  // More rows than starts are made from: starts compete in heats.
  others: [{ table: blobs({ rows: 5000, columns: 2, groups: 4 }), options: { clusters: 2, components: { minimum: 4, maximum: 4 }, mergingCriterion: 'bhattacharyya' } }],
  scripts: [{ table: cross, options: { clusters: 2, components: { minimum: 3, maximum: 3 }, mergingCriterion: 'bhattacharyya' } }],
  refused: [
    {
      table: cross,
      options: { clusters: 5, components: { minimum: 2, maximum: 4 } },
      text: { en: 'The options ask for 5 groups, but for 4 components at most. Ask for fewer groups, or for more components.', zh: '要求 5 个群组，但分量最多为 4 个。请减少群组数，或增加分量数。' },
    },
    {
      table: withHoles(cross, 100),
      options: {},
      text: { en: 'The table has 6 missing cells. Leave out the rows that have them, or fill the cells.', zh: '表有 6 个缺失的单元格。请去掉这些行，或填补单元格。' },
    },
  ],
  costs: [{ table: blobs({ rows: 3000, columns: 3, groups: 3 }), options: { components: { minimum: 1, maximum: 4 } } }],
  // Merging is one step.
  stoppedIn: 'candidate',
  // The same computation in the same order.
  scriptTolerance: 1e-12,
}
