import { benchmarkAnomalies } from './anomalies/benchmarkAnomalies.js'
import { benchmarkClickhouse } from './clickhouse/benchmarkClickhouse.js'
import { benchmarkDeepBlobs } from './clustering/benchmarkDeepBlobs.js'
import { benchmarkDeepClustering } from './clustering/benchmarkDeepClustering.js'
import { benchmarkDisk } from './disk/benchmarkDisk.js'
import { benchmarkEm } from './em/benchmarkEm.js'
import { benchmarkGan } from './gan/benchmarkGan.js'
import { benchmarkLayers } from './layers/benchmarkLayers.js'
import { benchmarkMeta } from './meta/benchmarkMeta.js'
import { benchmarkMixed } from './mixed/benchmarkMixed.js'
import { benchmarkSegmentation } from './segmentation/benchmarkSegmentation.js'
import { benchmarkStudio } from './studio/benchmarkStudio.js'
import { benchmarkVae } from './vae/benchmarkVae.js'

const benchmarks: Readonly<Record<string, (args: readonly string[]) => Promise<void>>> = { em: benchmarkEm, clickhouse: benchmarkClickhouse, disk: benchmarkDisk, mixed: benchmarkMixed, gan: benchmarkGan, 'deep-clustering': benchmarkDeepClustering, 'deep-blobs': benchmarkDeepBlobs, layers: benchmarkLayers, anomalies: benchmarkAnomalies, segmentation: benchmarkSegmentation, studio: benchmarkStudio, vae: benchmarkVae, meta: benchmarkMeta }

const [name, ...args] = process.argv.slice(2)
const benchmark = benchmarks[name ?? '']
if (benchmark) {
  await benchmark(args)
} else {
  console.error(`Which benchmark? npm run bench -- ${Object.keys(benchmarks).join(' | ')}`)
  process.exitCode = 1
}
