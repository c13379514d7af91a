import { addEvidence, countValues } from './codedColumns.js'
import type { Kernels } from './kernels.js'
import type { Pruning } from './pruning.js'
import { blockRows, createWorkspace, workspaceLength, type Workspace, type WorkspaceShape } from './workspace.js'

/**
 * The definition of every kernel, in the order of the equations. It computes every log-density, so that it needs no bounds
 * and reads neither `drift` nor `componentsInReach`, and writes no `activeRows`. Passes without numbers use the kernels of coded columns
 * (codedColumns.ts) without a workspace.
 */
export function openReferenceKernels(shape: WorkspaceShape): Kernels {
  const buffer = new ArrayBuffer(workspaceLength(shape) * Float64Array.BYTES_PER_ELEMENT)
  const workspace = createWorkspace(shape, buffer, 0)
  return {
    name: 'reference',
    workspace,
    loadModel: () => undefined,
    loadRows: count => loadRows(workspace, count),
    weightedLogDensities: count => weightedLogDensities(workspace, count),
    normalizeResponsibilities: (count, pruning) => normalizeResponsibilities(workspace, count, pruning),
    accumulate(count) {
      if (shape.scatter === 'full') accumulateFull(workspace, count)
      else accumulateDiagonal(workspace, count)
      accumulateProjections(workspace, count)
    },
    addEvidence: count => addEvidence(workspace, count),
    countValues: count => countValues(workspace, count),
    nearestCentres: count => nearestCentres(workspace, count),
    coverRows: (count, centreCount) => coverRows(workspace, count, centreCount),
  }
}

/** Sorts the rows by label, of equal labels by row, and transposes the samples in groups of eight. */
function loadRows({ samples, labels, rowAtPosition, labelStarts, groupedSamples, columns, components }: Workspace, count: number): void {
  for (let b = 0; b < count; b++) if (!(labels[b] >= 0 && labels[b] < components)) labels[b] = 0
  let position = 0
  for (let k = 0; k < components; k++) {
    labelStarts[k] = position
    for (let b = 0; b < count; b++) if (labels[b] === k) rowAtPosition[position++] = b
  }
  labelStarts[components] = position
  for (let p = 0; p < count; p++) {
    for (let i = 0; i < columns; i++) groupedSamples[at(p, i, columns)] = samples[rowAtPosition[p] * columns + i]
  }
}

/** Index of column i of the sample at a position in the grouped samples. */
const at = (position: number, i: number, columns: number): number =>
  ((position >> 3) * columns + i) * 8 + (position & 7)

/**
 * jointLogDensities[k, p] = logNormalizers[k] - ½ ‖P_k (x_p - μ_k)‖² (Bishop 2006, eq. 2.43, with Λ = Pᵀ P), and the
 * maximum of each position p.
 */
function weightedLogDensities(workspace: Workspace, count: number): void {
  const { components, logNormalizers, jointLogDensities, maxLogDensities } = workspace
  const squaredDistance = squaredDistances[workspace.factor]
  for (let p = 0; p < count; p++) {
    maxLogDensities[p] = -Infinity
    for (let k = 0; k < components; k++) {
      const logDensity = logNormalizers[k] - 0.5 * squaredDistance(workspace, k, p)
      jointLogDensities[k * blockRows + p] = logDensity
      if (logDensity > maxLogDensities[p]) maxLogDensities[p] = logDensity
    }
  }
}

function triangularDistance({ factor, columns, groupedSamples, means, factors }: Workspace, k: number, p: number): number {
  const origin = factor === 'shared' ? 0 : k * columns * columns
  let distance = 0
  for (let j = 0; j < columns; j++) {
    let projected = 0
    for (let i = 0; i <= j; i++) {
      projected += factors[origin + j * columns + i] * (groupedSamples[at(p, i, columns)] - means[k * columns + i])
    }
    distance += projected * projected
  }
  return distance
}

/** The same with a diagonal P_k. */
function diagonalDistance({ columns, groupedSamples, means, factors }: Workspace, k: number, p: number): number {
  let distance = 0
  for (let i = 0; i < columns; i++) {
    const projected = factors[k * columns + i] * (groupedSamples[at(p, i, columns)] - means[k * columns + i])
    distance += projected * projected
  }
  return distance
}

/**
 * The same for a factor analyser: ‖P_k (x - μ_k - Λ_k z)‖² + ‖z‖² with the expected factors z = R_k (x - μ_k), which minimise
 * this expression. It is Woodbury's identity as a sum of positive terms, so tiny noise causes no cancellation.
 */
function analyserDistance({ columns, factorCount = 0, groupedSamples, means, factors, loadings, regressions }: Workspace, k: number, p: number): number {
  const centred = Float64Array.from({ length: columns }, (_, i) => groupedSamples[at(p, i, columns)] - means[k * columns + i])
  const rest = centred.slice()
  let distance = 0
  for (let l = 0; l < factorCount; l++) {
    const origin = (k * factorCount + l) * columns
    let expected = 0
    for (let i = 0; i < columns; i++) expected += regressions[origin + i] * centred[i]
    for (let i = 0; i < columns; i++) rest[i] -= expected * loadings[origin + i]
    distance += expected * expected
  }
  for (let i = 0; i < columns; i++) distance += (factors[k * columns + i] * rest[i]) ** 2
  return distance
}

const squaredDistances = { full: triangularDistance, shared: triangularDistance, diagonal: diagonalDistance, analysers: analyserDistance } as const

/** r[k, b] = w_b exp(l[k, b] - logsumexp_k l[k, b]) (Bishop 2006, eq. 9.23, in log space), over the components in reach. */
function normalizeResponsibilities(workspace: Workspace, count: number, { reach, minShare }: Pruning): number {
  const { components, jointLogDensities, maxLogDensities, rowAtPosition, rowWeights, responsibilities, logDensities, labels, otherBounds } = workspace
  responsibilities.fill(0)
  for (let p = 0; p < count; p++) {
    const row = rowAtPosition[p]
    let sum = 0
    labels[row] = 0
    for (let k = 0; k < components; k++) if (jointLogDensities[k * blockRows + p] === maxLogDensities[p]) labels[row] = k
    otherBounds[row] = Infinity
    for (let k = 0; k < components; k++) {
      const difference = jointLogDensities[k * blockRows + p] - maxLogDensities[p]
      jointLogDensities[k * blockRows + p] = difference >= -reach ? Math.exp(difference) : 0
      sum += jointLogDensities[k * blockRows + p]
    }
    for (let k = 0; k < components; k++) {
      const share = jointLogDensities[k * blockRows + p] / sum
      if (share >= minShare) responsibilities[k * blockRows + row] = rowWeights[row] * share
    }
    logDensities[row] = maxLogDensities[p] + Math.log(sum)
  }
  let total = 0
  for (let b = 0; b < count; b++) total += rowWeights[b] * logDensities[b]
  return total
}

/** Adds counts, sums and the lower triangles of the scatters, about the means (Bishop 2006, eq. 9.24 to 9.27). */
function accumulateFull(workspace: Workspace, count: number): void {
  const { columns, components, samples, means, responsibilities, counts, sums, scatters } = workspace
  for (let k = 0; k < components; k++) {
    for (let b = 0; b < count; b++) {
      const responsibility = responsibilities[k * blockRows + b]
      if (responsibility === 0) continue
      counts[k] += responsibility
      for (let i = 0; i < columns; i++) {
        const weighted = responsibility * (samples[b * columns + i] - means[k * columns + i])
        sums[k * columns + i] += weighted
        for (let j = 0; j <= i; j++) {
          scatters[(k * columns + i) * columns + j] += weighted * (samples[b * columns + j] - means[k * columns + j])
        }
      }
    }
  }
}

/** The same with only the diagonals of the scatters. */
function accumulateDiagonal(workspace: Workspace, count: number): void {
  const { columns, components, samples, means, responsibilities, counts, sums, scatters } = workspace
  for (let k = 0; k < components; k++) {
    for (let b = 0; b < count; b++) {
      const responsibility = responsibilities[k * blockRows + b]
      if (responsibility === 0) continue
      counts[k] += responsibility
      for (let i = 0; i < columns; i++) {
        const centred = samples[b * columns + i] - means[k * columns + i]
        sums[k * columns + i] += responsibility * centred
        scatters[k * columns + i] += responsibility * centred * centred
      }
    }
  }
}

/** Adds S_k V_k, the products of the scatters about the means with the directions. */
function accumulateProjections(workspace: Workspace, count: number): void {
  const { columns, components, directionCount = 0, samples, means, responsibilities, directions, projections } = workspace
  for (let k = 0; k < components; k++) {
    for (let b = 0; b < count; b++) {
      const responsibility = responsibilities[k * blockRows + b]
      if (responsibility === 0) continue
      for (let m = 0; m < directionCount; m++) {
        const origin = (k * directionCount + m) * columns
        let along = 0
        for (let i = 0; i < columns; i++) along += (samples[b * columns + i] - means[k * columns + i]) * directions[origin + i]
        for (let i = 0; i < columns; i++) projections[origin + i] += responsibility * along * (samples[b * columns + i] - means[k * columns + i])
      }
    }
  }
}

/** Squared distances to the nearest centre and to the second, and the label of the nearest, the lowest of equals. */
function nearestCentres(workspace: Workspace, count: number): void {
  const { columns, components, groupedSamples, centres, squaredDistances, secondSquaredDistances, labels } = workspace
  for (let p = 0; p < count; p++) {
    let nearest = Infinity
    let second = Infinity
    let label = 0
    for (let k = 0; k < components; k++) {
      let distance = 0
      for (let i = 0; i < columns; i++) distance += (groupedSamples[at(p, i, columns)] - centres[k * columns + i]) ** 2
      second = Math.min(second, Math.max(nearest, distance))
      if (distance < nearest) {
        nearest = distance
        label = k
      }
    }
    squaredDistances[p] = nearest
    secondSquaredDistances[p] = second
    labels[p] = label
  }
}

/** The mass of each row in the next draw of a centre once each given centre is added (Arthur & Vassilvitskii 2007, sec. 2.2). */
function coverRows(workspace: Workspace, count: number, centreCount: number): void {
  const { columns, samples, rowWeights, centres, masses, coveredMasses, massSums } = workspace
  for (let c = 0; c < centreCount; c++) {
    for (let b = 0; b < count; b++) {
      let distance = 0
      for (let i = 0; i < columns; i++) distance += (samples[b * columns + i] - centres[c * columns + i]) ** 2
      const mass = Math.min(masses[b], rowWeights[b] * distance)
      coveredMasses[c * blockRows + b] = mass
      massSums[c] += mass
    }
  }
}
