import type { Kernels } from './kernels.js'
import type { Pruning } from './pruning.js'
import { blockRows, createWorkspace, workspaceLength, type Workspace, type WorkspaceShape } from './workspace.js'

/**
 * The definition of every kernel, in the order of the equations. It gives up no component before its density is known, and
 * so knows no bounds, and has no use for `drift`, `reached` and `active`.
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
    accumulate: count => (shape.scatter === 'full' ? accumulateFull(workspace, count) : accumulateDiagonal(workspace, count)),
    nearestCentres: count => nearestCentres(workspace, count),
    coverRows: (count, centres) => coverRows(workspace, count, centres),
  }
}

/** Positions by label, of equals by row, and the samples transposed in groups of eight. */
function loadRows({ rows, labels, order, bounds, block, columns, components }: Workspace, count: number): void {
  for (let b = 0; b < count; b++) if (!(labels[b] >= 0 && labels[b] < components)) labels[b] = 0
  let position = 0
  for (let k = 0; k < components; k++) {
    bounds[k] = position
    for (let b = 0; b < count; b++) if (labels[b] === k) order[position++] = b
  }
  bounds[components] = position
  for (let p = 0; p < count; p++) {
    for (let i = 0; i < columns; i++) block[at(p, i, columns)] = rows[order[p] * columns + i]
  }
}

/** Where column i of the sample at a position stands in the block. */
const at = (position: number, i: number, columns: number): number =>
  ((position >> 3) * columns + i) * 8 + (position & 7)

/** joint[k, p] = logNormalizers[k] - ½ ‖P_k (x_p - μ_k)‖² (Bishop 2006, eq. 2.43, with Λ = Pᵀ P), and the best of each p. */
function weightedLogDensities(workspace: Workspace, count: number): void {
  const { components, logNormalizers, joint, best } = workspace
  const squaredDistance = workspace.factor === 'diagonal' ? diagonalDistance : triangularDistance
  for (let p = 0; p < count; p++) {
    best[p] = -Infinity
    for (let k = 0; k < components; k++) {
      const logDensity = logNormalizers[k] - 0.5 * squaredDistance(workspace, k, p)
      joint[k * blockRows + p] = logDensity
      if (logDensity > best[p]) best[p] = logDensity
    }
  }
}

function triangularDistance({ factor, columns, block, means, factors }: Workspace, k: number, p: number): number {
  const origin = factor === 'shared' ? 0 : k * columns * columns
  let distance = 0
  for (let j = 0; j < columns; j++) {
    let projected = 0
    for (let i = 0; i <= j; i++) {
      projected += factors[origin + j * columns + i] * (block[at(p, i, columns)] - means[k * columns + i])
    }
    distance += projected * projected
  }
  return distance
}

/** The same with P_k diagonal. */
function diagonalDistance({ columns, block, means, factors }: Workspace, k: number, p: number): number {
  let distance = 0
  for (let i = 0; i < columns; i++) {
    const projected = factors[k * columns + i] * (block[at(p, i, columns)] - means[k * columns + i])
    distance += projected * projected
  }
  return distance
}

/** r[k, b] = w_b exp(l[k, b] - logsumexp_k l[k, b]) (Bishop 2006, eq. 9.23, in log space), over what is in reach. */
function normalizeResponsibilities(workspace: Workspace, count: number, { reach, least }: Pruning): number {
  const { components, joint, best, order, rowWeights, responsibilities, logDensities, labels, runnersUp } = workspace
  responsibilities.fill(0)
  for (let p = 0; p < count; p++) {
    const row = order[p]
    let sum = 0
    labels[row] = 0
    for (let k = 0; k < components; k++) if (joint[k * blockRows + p] === best[p]) labels[row] = k
    runnersUp[row] = Infinity
    for (let k = 0; k < components; k++) {
      const difference = joint[k * blockRows + p] - best[p]
      joint[k * blockRows + p] = difference >= -reach ? Math.exp(difference) : 0
      sum += joint[k * blockRows + p]
    }
    for (let k = 0; k < components; k++) {
      const share = joint[k * blockRows + p] / sum
      if (share >= least) responsibilities[k * blockRows + row] = rowWeights[row] * share
    }
    logDensities[row] = best[p] + Math.log(sum)
  }
  let total = 0
  for (let b = 0; b < count; b++) total += rowWeights[b] * logDensities[b]
  return total
}

/** Counts, sums and the lower triangles of the scatters, about the means (Bishop 2006, eq. 9.24 to 9.27). */
function accumulateFull(workspace: Workspace, count: number): void {
  const { columns, components, rows, means, responsibilities, counts, sums, scatters } = workspace
  for (let k = 0; k < components; k++) {
    for (let b = 0; b < count; b++) {
      const responsibility = responsibilities[k * blockRows + b]
      if (responsibility === 0) continue
      counts[k] += responsibility
      for (let i = 0; i < columns; i++) {
        const weighted = responsibility * (rows[b * columns + i] - means[k * columns + i])
        sums[k * columns + i] += weighted
        for (let j = 0; j <= i; j++) {
          scatters[(k * columns + i) * columns + j] += weighted * (rows[b * columns + j] - means[k * columns + j])
        }
      }
    }
  }
}

/** The same with the diagonals of the scatters only. */
function accumulateDiagonal(workspace: Workspace, count: number): void {
  const { columns, components, rows, means, responsibilities, counts, sums, scatters } = workspace
  for (let k = 0; k < components; k++) {
    for (let b = 0; b < count; b++) {
      const responsibility = responsibilities[k * blockRows + b]
      if (responsibility === 0) continue
      counts[k] += responsibility
      for (let i = 0; i < columns; i++) {
        const centred = rows[b * columns + i] - means[k * columns + i]
        sums[k * columns + i] += responsibility * centred
        scatters[k * columns + i] += responsibility * centred * centred
      }
    }
  }
}

/** Squared distance to the nearest centre, which it is (the lowest index of equals), and that to the next. */
function nearestCentres({ columns, components, block, means, logDensities: distances, best: seconds, labels }: Workspace, count: number): void {
  for (let p = 0; p < count; p++) {
    let nearest = Infinity
    let second = Infinity
    let label = 0
    for (let k = 0; k < components; k++) {
      let distance = 0
      for (let i = 0; i < columns; i++) distance += (block[at(p, i, columns)] - means[k * columns + i]) ** 2
      second = Math.min(second, Math.max(nearest, distance))
      if (distance < nearest) {
        nearest = distance
        label = k
      }
    }
    distances[p] = nearest
    seconds[p] = second
    labels[p] = label
  }
}

/** By how much each row counts for the next centre once each of the given ones is a centre too (Arthur & Vassilvitskii 2007, sec. 2.2). */
function coverRows({ columns, rows, rowWeights, means, best: masses, joint: covered, counts: totals }: Workspace, count: number, centres: number): void {
  for (let c = 0; c < centres; c++) {
    for (let b = 0; b < count; b++) {
      let distance = 0
      for (let i = 0; i < columns; i++) distance += (rows[b * columns + i] - means[c * columns + i]) ** 2
      const mass = Math.min(masses[b], rowWeights[b] * distance)
      covered[c * blockRows + b] = mass
      totals[c] += mass
    }
  }
}
