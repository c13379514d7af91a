import { blockRows, type Workspace } from './workspace.js'

/** What the kernels of coded columns read and write. Passes without numbers have these arrays and no workspace. */
export type EvidenceArrays = Pick<Workspace, 'components' | 'codedColumns' | 'places' | 'valueLogProbabilities' | 'jointLogDensities' | 'maxLogDensities'>
export type CountArrays = Pick<Workspace, 'components' | 'codedColumns' | 'places' | 'responsibilities' | 'valueCounts'>

/** jointLogDensities[k, b] += Σ_c ln p(value of the cell in column c | k), and the maximum of each row b. */
export function addEvidence({ components, codedColumns = 0, places, valueLogProbabilities, jointLogDensities, maxLogDensities }: EvidenceArrays, count: number): void {
  for (let b = 0; b < count; b++) {
    const first = b * codedColumns
    let maximum = -Infinity
    for (let k = 0; k < components; k++) {
      let sum = 0
      for (let at = first; at < first + codedColumns; at++) sum += valueLogProbabilities[places[at] + k]
      const joint = (jointLogDensities[k * blockRows + b] += sum)
      if (joint > maximum) maximum = joint
    }
    maxLogDensities[b] = maximum
  }
}

/** valueCounts[value, k] += r[k, b], in the order of the rows. */
export function countValues({ components, codedColumns = 0, places, responsibilities, valueCounts }: CountArrays, count: number): void {
  for (let b = 0; b < count; b++) {
    const first = b * codedColumns
    for (let k = 0; k < components; k++) {
      const responsibility = responsibilities[k * blockRows + b]
      if (responsibility === 0) continue
      for (let at = first; at < first + codedColumns; at++) valueCounts[places[at] + k] += responsibility
    }
  }
}
