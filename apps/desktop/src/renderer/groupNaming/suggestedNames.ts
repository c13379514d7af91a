import type { Trait } from './traits.js'

/** Weaker traits name no group: a medium effect by Cohen's convention. */
const leastStrength = 0.5
/** A name has this many traits, and one more where two groups would have the same name. */
const traitsOfName = 2
/** As the contract limits names. */
const maxLength = 80

/**
 * A name for each group, of its strongest traits. Null for a group without any, and where the names of two groups would still be alike.
 *
 * @param traits of each group, the strongest first.
 * @param phrase the words of a trait: "high income".
 * @param join joins the words of several traits.
 */
export function suggestedNames(traits: readonly (readonly Trait[])[], phrase: (trait: Trait) => string, join: (phrases: readonly string[]) => string): (string | null)[] {
  const strong = traits.map(ofGroup => ofGroup.filter(({ strength }) => strength >= leastStrength))
  const nameOf = (group: readonly Trait[], count: number): string => shortened(join(group.slice(0, count).map(phrase)))
  const brief = strong.map(group => nameOf(group, traitsOfName))
  const names = strong.map((group, k) => (isAlone(brief, k) ? brief[k]! : nameOf(group, traitsOfName + 1)))
  return names.map((name, k) => (name !== '' && isAlone(names, k) ? name : null))
}

const isAlone = (names: readonly string[], at: number): boolean => names.every((name, other) => other === at || name !== names[at])

const shortened = (name: string): string => (name.length > maxLength ? `${name.slice(0, maxLength - 1)}…` : name)
