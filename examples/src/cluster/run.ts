// npm run example:clickhouse
import { serverProblem } from '../../../packages/clickhouse/src/testing/clusterOfShards.js'
import { fitCluster } from './fitCluster.js'

if (serverProblem === null) await fitCluster(line => console.log(line))
else {
  console.error(`The walk-through starts servers of its own, but ${serverProblem}`)
  process.exitCode = 1
}
