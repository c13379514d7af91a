import type { ClassProfiles } from '../../contract/classProfiles.js'
import type { Profiles } from '../../contract/profiles.js'

/** One thing that tells a group from all other rows. */
export interface Trait {
  readonly column: string
  /**
   * How far the group lies from the other rows: Cohen's d for numbers, and Cohen's h for the share of a level (Statistical power analysis,
   * 1988, 2.2 and 6.2), which are on one scale. Both are positive.
   */
  readonly strength: number
  /** High or low numbers, or the level that the group has more often than others. */
  readonly is: 'high' | 'low' | { readonly level: string }
}

/** The traits of each group by the means of its rows, the strongest first. */
export function traitsOfRows({ groups }: Profiles, columns: readonly string[]): Trait[][] {
  return groups.map(({ difference }) => strongestFirst(columns.flatMap((column, d) => traitOfDifference(column, difference[d]!))))
}

/** The traits of each group by the distributions of its columns. @param weights [K] how much each group counts among the others: its weight, or its number of rows. */
export function traitsOfClasses({ columns }: ClassProfiles, weights: readonly number[]): Trait[][] {
  return weights.map((_, k) => strongestFirst(columns.flatMap(({ name, levels, groups }) => {
    const others = weights.map((weight, j) => (j === k ? 0 : weight))
    const rest = others.reduce((sum, weight) => sum + weight, 0)
    const meanOfOthers = (valueOf: (group: number) => number): number => others.reduce((sum, weight, j) => sum + (weight === 0 ? 0 : weight * valueOf(j)), 0) / rest
    if (levels) {
      const angle = (share: number): number => 2 * Math.asin(Math.sqrt(Math.min(1, Math.max(0, share))))
      const strengths = levels.map((level, l): Trait => {
        const shareIn = (j: number): number => groups[j]!.estimates[l]!.estimate
        return { column: name, strength: angle(shareIn(k)) - angle(meanOfOthers(shareIn)), is: { level } }
      })
      return strongestFirst(strengths).slice(0, 1)
    }
    const meanOf = (j: number): number => groups[j]!.estimates[0]!.estimate
    const varianceOf = (j: number): number => groups[j]!.standardDeviation! ** 2
    const center = meanOfOthers(meanOf)
    const spread = Math.sqrt((varianceOf(k) + meanOfOthers(j => varianceOf(j) + (meanOf(j) - center) ** 2)) / 2)
    return traitOfDifference(name, (meanOf(k) - center) / spread)
  })))
}

function traitOfDifference(column: string, difference: number): Trait[] {
  return difference > 0 || difference < 0 ? [{ column, strength: Math.abs(difference), is: difference > 0 ? 'high' : 'low' }] : []
}

/** Without those that are not there at all, such as the differences of a single group. */
function strongestFirst(traits: readonly Trait[]): Trait[] {
  return traits.filter(({ strength }) => strength > 0).sort((a, b) => b.strength - a.strength)
}
