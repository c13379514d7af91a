import type { Kernels } from './kernels.js'
import { blockRows, createWorkspace, workspaceLength, type Workspace, type WorkspaceShape } from './workspace.js'

/** The definition of every kernel, in the order of the equations. */
export function openReferenceKernels(shape: WorkspaceShape): Kernels {
  const buffer = new ArrayBuffer(workspaceLength(shape) * Float64Array.BYTES_PER_ELEMENT)
  const workspace = createWorkspace(shape, buffer, 0)
  const full = shape.scatter === 'full'
  return {
    name: 'reference',
    workspace,
    weightedLogDensities: () =>
      full ? weightedLogDensitiesFull(workspace) : weightedLogDensitiesDiagonal(workspace),
    normalizeResponsibilities: rows => normalizeResponsibilities(workspace, rows),
    accumulate: () => (full ? accumulateFull(workspace) : accumulateDiagonal(workspace)),
    nearestCentres: () => nearestCentres(workspace),
  }
}

/** logDensities[k, b] = logNormalizers[k] - ½ ‖P_k (x_b - μ_k)‖² (Bishop 2006, eq. 2.43, with Λ = Pᵀ P). */
function weightedLogDensitiesFull(workspace: Workspace): void {
  const { columns, components, block, means, factors, logNormalizers, responsibilities } = workspace
  for (let k = 0; k < components; k++) {
    for (let b = 0; b < blockRows; b++) {
      let distance = 0
      for (let j = 0; j < columns; j++) {
        let projected = 0
        for (let i = 0; i <= j; i++) {
          const centred = block[i * blockRows + b] - means[k * columns + i]
          projected += factors[(k * columns + j) * columns + i] * centred
        }
        distance += projected * projected
      }
      responsibilities[k * blockRows + b] = logNormalizers[k] - 0.5 * distance
    }
  }
}

/** The same with P_k diagonal. */
function weightedLogDensitiesDiagonal(workspace: Workspace): void {
  const { columns, components, block, means, factors, logNormalizers, responsibilities } = workspace
  for (let k = 0; k < components; k++) {
    for (let b = 0; b < blockRows; b++) {
      let distance = 0
      for (let i = 0; i < columns; i++) {
        const at = k * columns + i
        const projected = factors[at] * (block[i * blockRows + b] - means[at])
        distance += projected * projected
      }
      responsibilities[k * blockRows + b] = logNormalizers[k] - 0.5 * distance
    }
  }
}

/** r[k, b] = exp(l[k, b] - logsumexp_k l[k, b]) (Bishop 2006, eq. 9.23, in log space). */
function normalizeResponsibilities(workspace: Workspace, rows: number): number {
  const { components, responsibilities, logDensities } = workspace
  let total = 0
  for (let b = 0; b < rows; b++) {
    let maximum = -Infinity
    for (let k = 0; k < components; k++) maximum = Math.max(maximum, responsibilities[k * blockRows + b])
    let sum = 0
    for (let k = 0; k < components; k++) {
      const density = Math.exp(responsibilities[k * blockRows + b] - maximum)
      responsibilities[k * blockRows + b] = density
      sum += density
    }
    for (let k = 0; k < components; k++) responsibilities[k * blockRows + b] /= sum
    logDensities[b] = maximum + Math.log(sum)
    total += logDensities[b]
  }
  for (let k = 0; k < components; k++) responsibilities.fill(0, k * blockRows + rows, (k + 1) * blockRows)
  return total
}

/** Counts, sums and the lower triangles of the scatters, about the means (Bishop 2006, eq. 9.24 to 9.27). */
function accumulateFull(workspace: Workspace): void {
  const { columns, components, block, means, responsibilities, counts, sums, scatters } = workspace
  for (let k = 0; k < components; k++) {
    for (let b = 0; b < blockRows; b++) {
      const responsibility = responsibilities[k * blockRows + b]
      if (responsibility === 0) continue
      counts[k] += responsibility
      for (let i = 0; i < columns; i++) {
        const weighted = responsibility * (block[i * blockRows + b] - means[k * columns + i])
        sums[k * columns + i] += weighted
        for (let j = 0; j <= i; j++) {
          scatters[(k * columns + i) * columns + j] += weighted * (block[j * blockRows + b] - means[k * columns + j])
        }
      }
    }
  }
}

/** The same with the diagonals of the scatters only. */
function accumulateDiagonal(workspace: Workspace): void {
  const { columns, components, block, means, responsibilities, counts, sums, scatters } = workspace
  for (let k = 0; k < components; k++) {
    for (let b = 0; b < blockRows; b++) {
      const responsibility = responsibilities[k * blockRows + b]
      if (responsibility === 0) continue
      counts[k] += responsibility
      for (let i = 0; i < columns; i++) {
        const at = k * columns + i
        const centred = block[i * blockRows + b] - means[at]
        sums[at] += responsibility * centred
        scatters[at] += responsibility * centred * centred
      }
    }
  }
}

/** Squared distance to the nearest centre, and which it is (the lowest index of equals). */
function nearestCentres(workspace: Workspace): void {
  const { columns, components, block, means, logDensities: distances, weighted: labels } = workspace
  for (let b = 0; b < blockRows; b++) {
    let nearest = Infinity
    let label = 0
    for (let k = 0; k < components; k++) {
      let distance = 0
      for (let i = 0; i < columns; i++) {
        const difference = block[i * blockRows + b] - means[k * columns + i]
        distance += difference * difference
      }
      if (distance < nearest) {
        nearest = distance
        label = k
      }
    }
    distances[b] = nearest
    labels[b] = label
  }
}
