import { expect, it } from 'vitest'
import { unusedNames } from './exports.js'

it('gives new columns names that differ by more than case', () => {
  const unused = unusedNames(['Cluster', 'cluster_mixtura', 'x'])
  expect(unused('cluster')).toBe('cluster_mixtura_2')
  expect(unused('log_density')).toBe('log_density')
  expect(unused('log_density')).toBe('log_density_mixtura')
})
