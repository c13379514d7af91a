import {
  addCombinations, addProducts, addRow, diagonalize, invertPositive, productsOfRows, rowProduct, scaleColumns, scaleRow,
} from './rows'
import { Workspace } from './workspace'

// The M-step of one factor analyser in many columns, and the directions of the next pass. Twins of searchDirections
// (projectedFactors.ts) and projectedStep (projectedStep.ts), which document the mathematics; parity is relative 1e-9.

/** As in projectedFactors.ts, projectedStep.ts and requireNoise.ts. */
const negligibleShare: f64 = 1e-10
const safeShare: f64 = 0.7071067811865476
const explainedShare: f64 = 0.5
const minExcess: f64 = 1e-14
const smallestShare: f64 = 1e-8
const knownLength: f64 = 1 - 1e-12

/**
 * stepCovariance, and unless earlierCount is 0 also earlierCovariance, earlierDirections and earlierProjections -> stepDirections;
 * `found` is their number.
 */
export function searchDirections(workspace: Workspace): void {
  const factors = workspace.stepFactors, bytes = (<usize>workspace.columns) << 3
  const basis = workspace.stepDirections, blockBytes = <usize>factors * bytes
  const loadings = workspace.stepRows, inverseDeviations = loadings + blockBytes
  const small = workspace.stepScratch
  unpack(workspace.stepCovariance, loadings, inverseDeviations, factors, bytes)
  for (let i: usize = 0; i < bytes; i += 8) store<f64>(inverseDeviations + i, 1 / sqrt(load<f64>(inverseDeviations + i)))
  memory.copy(basis, loadings, blockBytes)
  scaleColumns(basis, factors, inverseDeviations, bytes)
  let count = factors
  const earlier = workspace.earlierCount
  if (earlier > 0) {
    const scattered = basis + blockBytes
    memory.fill(scattered, 0, blockBytes)
    productsOfRows(small, loadings, factors, workspace.earlierDirections, earlier, bytes)
    addCombinations(scattered, factors, small, workspace.earlierProjections, earlier, bytes)
    unpack(workspace.earlierCovariance, scattered + blockBytes, inverseDeviations + bytes, factors, bytes)
    scaleColumns(scattered, 2 * factors, inverseDeviations, bytes)
    count = 3 * factors
  }
  count = addExplainedAxes(workspace, count, inverseDeviations + bytes)
  for (let row = 0; row < count; row++) orthonormalize(basis, row, bytes)
  scaleColumns(basis, count, inverseDeviations, bytes)
  workspace.found = count
}

/** [D, q + 1] stored form -> loadings [q, D] and noise variances [D]. */
function unpack(stored: usize, loadings: usize, noise: usize, factors: i32, bytes: usize): void {
  for (let i: usize = 0; i < bytes; i += 8) {
    let to = loadings + i
    for (let l = 0; l < factors; l++, to += bytes, stored += 8) store<f64>(to, load<f64>(stored))
    store<f64>(noise + i, load<f64>(stored))
    stored += 8
  }
}

/**
 * Appends the axes of the columns that the factors explain for the most part.
 *
 * @param scratch [q + 1, D]
 * @returns the number of vectors.
 */
function addExplainedAxes(workspace: Workspace, count: i32, scratch: usize): i32 {
  const factors = workspace.stepFactors, bytes = (<usize>workspace.columns) << 3
  const basis = workspace.stepDirections, inner = workspace.stepScratch
  const shares = scratch, solved = scratch + bytes
  memory.fill(shares, 0, bytes)
  for (let l = 0; l < factors; l++) addProducts(shares, 1, basis + <usize>l * bytes, basis + <usize>l * bytes, bytes)
  let largest: f64 = 0
  for (let i: usize = 0; i < bytes; i += 8) largest = max(largest, load<f64>(shares + i))
  if (!(largest > explainedShare)) return count
  productsOfRows(inner, basis, factors, basis, factors, bytes)
  for (let l = 0; l < factors; l++) {
    const at = inner + ((<usize>(l * factors + l)) << 3)
    store<f64>(at, load<f64>(at) + 1)
  }
  invertPositive(inner, factors)
  memory.fill(shares, 0, bytes + <usize>factors * bytes)
  addCombinations(solved, factors, inner, basis, factors, bytes)
  for (let l = 0; l < factors; l++) addProducts(shares, 1, solved + <usize>l * bytes, basis + <usize>l * bytes, bytes)
  for (let i: usize = 0; i < bytes; i += 8) {
    if (!(load<f64>(shares + i) > explainedShare)) continue
    const axis = basis + <usize>count * bytes
    memory.fill(axis, 0, bytes)
    store<f64>(axis + i, 1)
    count++
  }
  return count
}

/** Subtracts from a vector its projections on those before it, twice if little is left, and normalises it; zeros if nothing is left. */
function orthonormalize(basis: usize, row: i32, bytes: usize): void {
  const vector = basis + <usize>row * bytes
  let left: f64 = scaleToUnit(vector, bytes) > 0 ? 1 : 0
  for (let round = 0; round < 2 && left > negligibleShare; round++) {
    for (let from = basis; from < vector; from += bytes) addRow(vector, -rowProduct(vector, from, bytes), from, bytes)
    const rest = scaleToUnit(vector, bytes)
    left *= rest
    if (rest > safeShare) break
  }
  if (!(left > negligibleShare)) memory.fill(vector, 0, bytes)
}

function scaleToUnit(vector: usize, bytes: usize): f64 {
  const length = sqrt(rowProduct(vector, vector, bytes))
  if (length > 0) scaleRow(vector, 1 / length, bytes)
  return length
}

/**
 * stepCovariance of the pass, counts, sums, scatters about the new mean, noiseFloor, earlierDirections and the projections along them
 * about the old mean -> the new stepCovariance; `found` is the number of columns whose noise is at its smallest share.
 */
export function stepAnalyser(workspace: Workspace): void {
  const factors = workspace.stepFactors, width = workspace.earlierCount, bytes = (<usize>workspace.columns) << 3
  const blockBytes = <usize>factors * bytes
  const directions = workspace.earlierDirections, projections = workspace.earlierProjections
  const loadings = workspace.stepRows, scattered = loadings + blockBytes, regressions = scattered + blockBytes, terms = regressions + blockBytes
  const noise = terms + blockBytes, smallest = noise + bytes, lowest = smallest + bytes, next = lowest + bytes, lengths = next + bytes
  const count = load<f64>(workspace.counts), variances = workspace.scatters
  unpack(workspace.stepCovariance, loadings, noise, factors, bytes)
  centreProjections(workspace, count)
  scaleRow(variances, 1 / count, bytes)
  for (let i: usize = 0; i < bytes; i += 8) {
    const least = min(smallestShare * load<f64>(variances + i), load<f64>(noise + i))
    store<f64>(smallest + i, least)
    store<f64>(lowest + i, max(least, load<f64>(workspace.noiseFloor + i)))
  }

  const squareBytes = (<usize>(factors * factors)) << 3
  const inner = workspace.stepScratch, inverse = inner + squareBytes, scatteredInner = inverse + squareBytes, own = scatteredInner + squareBytes
  bestLoadings(workspace, loadings, scattered, noise, own)

  memory.fill(lengths, 0, bytes)
  for (let m = 0; m < width; m++) addProducts(lengths, 1, directions + <usize>m * bytes, directions + <usize>m * bytes, bytes)
  scaleColumns(lengths, 1, noise, bytes)
  let known = 0
  for (let i: usize = 0; i < bytes; i += 8) if (load<f64>(lengths + i) > knownLength) known++
  // `next` holds Ψ of the pass until the noise of the other columns is updated.
  memory.copy(next, noise, bytes)
  for (let sweep = 0; sweep < (known > 1 ? 2 : known); sweep++) {
    for (let i: usize = 0; i < bytes; i += 8) {
      if (load<f64>(lengths + i) > knownLength) maximizeKnownNoise(workspace, i, load<f64>(next + i), load<f64>(lowest + i))
    }
  }

  memory.fill(regressions, 0, blockBytes)
  addCombinations(regressions, factors, inverse, loadings, factors, bytes)
  memory.copy(terms, loadings, blockBytes)
  addRow(terms, -2, scattered, blockBytes)
  addCombinations(terms, factors, scatteredInner, regressions, factors, bytes)
  memory.copy(next, variances, bytes)
  for (let at: usize = 0; at < blockBytes; at += bytes) addProducts(next, 1, regressions + at, terms + at, bytes)
  let noiseless = 0
  let stored = workspace.stepCovariance
  for (let i: usize = 0; i < bytes; i += 8) {
    for (let at = loadings + i, l = 0; l < factors; l++, at += bytes, stored += 8) store<f64>(stored, load<f64>(at))
    const isKnown = load<f64>(lengths + i) > knownLength
    const value = isKnown ? load<f64>(noise + i) : max(load<f64>(next + i), load<f64>(lowest + i))
    if (!(value > load<f64>(smallest + i))) noiseless++
    store<f64>(stored, value)
    stored += 8
  }
  workspace.found = noiseless
}

/** projections = (S V - n δ (δᵀ V) + n R V) / n about the new mean, with n δ = sums and R = diag noiseFloor. */
function centreProjections(workspace: Workspace, count: f64): void {
  const bytes = (<usize>workspace.columns) << 3, sums = workspace.sums
  let direction = workspace.earlierDirections, projection = workspace.earlierProjections
  for (let m = 0; m < workspace.earlierCount; m++, direction += bytes, projection += bytes) {
    addProducts(projection, count, workspace.noiseFloor, direction, bytes)
    addRow(projection, -rowProduct(sums, direction, bytes) / count, sums, bytes)
    scaleRow(projection, 1 / count, bytes)
  }
}

/** The best loadings in the span of the directions, with the noise of the pass; the inner matrices follow from their excess. */
function bestLoadings(workspace: Workspace, loadings: usize, scattered: usize, noise: usize, scratch: usize): void {
  const factors = workspace.stepFactors, width = workspace.earlierCount, bytes = (<usize>workspace.columns) << 3
  const directions = workspace.earlierDirections, projections = workspace.earlierProjections
  const widthBytes = (<usize>width) << 3, blockBytes = <usize>factors * bytes
  const product = scratch, vectors = product + <usize>width * widthBytes
  const squareBytes = (<usize>(factors * factors)) << 3
  const inner = workspace.stepScratch, inverse = inner + squareBytes, scatteredInner = inverse + squareBytes
  productsOfRows(product, directions, width, projections, width, bytes)
  for (let l = 0; l < width; l++) {
    for (let m = 0; m < l; m++) {
      const one = product + <usize>l * widthBytes + ((<usize>m) << 3), other = product + <usize>m * widthBytes + ((<usize>l) << 3)
      const mean = (load<f64>(one) + load<f64>(other)) / 2
      store<f64>(one, mean)
      store<f64>(other, mean)
    }
  }
  diagonalize(product, vectors, width)
  memory.fill(loadings, 0, blockBytes)
  memory.fill(scattered, 0, blockBytes)
  memory.fill(inner, 0, 3 * squareBytes)
  for (let l = 0; l < factors; l++) {
    let excess = minExcess
    if (l < width) {
      const largest = takeLargest(product, width)
      excess = max(load<f64>(product + <usize>largest * (widthBytes + 8)) - 1, minExcess)
      store<f64>(product + <usize>largest * (widthBytes + 8), -Infinity)
      const vector = vectors + <usize>largest * widthBytes
      scaleRow(vector, signOfLargest(vector, widthBytes) * sqrt(excess), widthBytes)
      addCombinations(loadings + <usize>l * bytes, 1, vector, directions, width, bytes)
      addCombinations(scattered + <usize>l * bytes, 1, vector, projections, width, bytes)
    }
    const at = (<usize>(l * factors + l)) << 3
    store<f64>(inner + at, 1 + excess)
    store<f64>(inverse + at, 1 / (1 + excess))
    store<f64>(scatteredInner + at, excess * (1 + excess))
  }
  scaleColumns(loadings, factors, noise, bytes)
}

/** Number of the largest entry of the diagonal. */
function takeLargest(matrix: usize, size: i32): i32 {
  const step = ((<usize>size) << 3) + 8
  let largest = 0
  for (let i = 1; i < size; i++) if (load<f64>(matrix + <usize>i * step) > load<f64>(matrix + <usize>largest * step)) largest = i
  return largest
}

/** -1 if the entry of largest magnitude is negative. */
function signOfLargest(vector: usize, bytes: usize): f64 {
  let largest: f64 = 0
  for (let i: usize = 0; i < bytes; i += 8) if (abs(load<f64>(vector + i)) > abs(largest)) largest = load<f64>(vector + i)
  return largest < 0 ? -1 : 1
}

/** Maximises the likelihood over ψ of the column at `i`, along whose axis S is known. */
function maximizeKnownNoise(workspace: Workspace, i: usize, passed: f64, lowest: f64): void {
  const factors = workspace.stepFactors, width = workspace.earlierCount, bytes = (<usize>workspace.columns) << 3
  const blockBytes = <usize>factors * bytes
  const directions = workspace.earlierDirections, projections = workspace.earlierProjections
  const loadings = workspace.stepRows, scattered = loadings + blockBytes, covariances = scattered + blockBytes, noise = scattered + 3 * blockBytes
  const squareBytes = (<usize>(factors * factors)) << 3
  const inner = workspace.stepScratch, inverse = inner + squareBytes, scatteredInner = inverse + squareBytes, regression = scatteredInner + squareBytes
  const variance = load<f64>(workspace.scatters + i), old = load<f64>(noise + i)

  let b = old, c = variance
  for (let l = 0; l < factors; l++) {
    let h: f64 = 0
    for (let m = 0; m < factors; m++) h += load<f64>(inverse + ((<usize>(l * factors + m)) << 3)) * load<f64>(loadings + <usize>m * bytes + i)
    store<f64>(regression + ((<usize>l) << 3), h)
    b -= h * load<f64>(loadings + <usize>l * bytes + i)
    c -= 2 * h * load<f64>(scattered + <usize>l * bytes + i)
  }
  for (let l = 0; l < factors; l++) {
    c += load<f64>(regression + ((<usize>l) << 3)) * rowProduct(scatteredInner + ((<usize>(l * factors)) << 3), regression, (<usize>factors) << 3)
  }
  if (!(b > 0)) return
  const ratio = old / b
  const updated = max(old + ratio * ratio * (c - b), lowest)
  const change = 1 / updated - 1 / old
  store<f64>(noise + i, updated)
  for (let l = 0; l < factors; l++) {
    for (let m = 0; m < factors; m++) {
      const at = (<usize>(l * factors + m)) << 3
      const one = load<f64>(loadings + <usize>l * bytes + i), other = load<f64>(loadings + <usize>m * bytes + i)
      store<f64>(inner + at, load<f64>(inner + at) + change * one * other)
      store<f64>(
        scatteredInner + at,
        load<f64>(scatteredInner + at) +
          change * (one * load<f64>(scattered + <usize>m * bytes + i) + other * load<f64>(scattered + <usize>l * bytes + i)) +
          change * one * (change * other) * variance,
      )
    }
  }
  memory.fill(covariances, 0, bytes)
  for (let m = 0; m < width; m++) {
    addRow(covariances, passed * load<f64>(directions + <usize>m * bytes + i), projections + <usize>m * bytes, bytes)
  }
  for (let l = 0; l < factors; l++) addRow(scattered + <usize>l * bytes, change * load<f64>(loadings + <usize>l * bytes + i), covariances, bytes)
  memory.copy(inverse, inner, squareBytes)
  invertPositive(inverse, factors)
}
