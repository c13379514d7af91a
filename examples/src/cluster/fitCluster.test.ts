import { describe, expect, it } from 'vitest'
import { serverProblem } from '../../../packages/clickhouse/src/testing/clusterOfShards.js'
import { fitCluster } from './fitCluster.js'

describe.skipIf(serverProblem !== null)(`a fit of two shards (${serverProblem ? `skipped: ${serverProblem}` : 'one is killed'})`, () => {
  it('ends where the fit in memory ends, with its labels at the shards', async () => {
    const lines: string[] = []
    const { restarts, inCluster, inMemory, logLikelihoods, agreement } = await fitCluster(line => lines.push(line))
    expect(restarts).toBe(1)
    expect(lines).toContain('5. … and shard 2 is back.')
    expect(Math.abs(logLikelihoods.inCluster - logLikelihoods.inMemory)).toBeLessThan(1e-9)
    inCluster.means.forEach((mean, at) => expect(Math.abs(mean - inMemory.means[at]!)).toBeLessThan(1e-6))
    expect(agreement).toBe(1)
  }, 120_000)
})
