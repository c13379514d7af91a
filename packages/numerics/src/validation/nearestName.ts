/** The entry of `names` that was probably meant by `wrong`; undefined if none is similar. */
export function nearestName(wrong: string, names: readonly string[]): string | undefined {
  const plain = (name: string): string => name.toLowerCase().replace(/[^a-z0-9]/g, '')
  const meant = plain(wrong)
  let nearest: { readonly name: string; readonly distance: number } | undefined
  for (const name of names) {
    const known = plain(name)
    // For example, n_components means components, and max_iter means maxIterations.
    const contained = meant.length > 3 && (known.includes(meant) || meant.includes(known))
    const distance = contained ? 1 : editDistance(meant, known)
    const limit = Math.max(1, Math.floor(Math.min(meant.length, known.length) / 3))
    if (distance <= limit && (!nearest || distance < nearest.distance)) nearest = { name, distance }
  }
  return nearest?.name
}

/** Number of insertions, deletions and substitutions between two strings (Levenshtein 1966). */
function editDistance(from: string, to: string): number {
  let previous = Array.from({ length: to.length + 1 }, (_, j) => j)
  for (let i = 1; i <= from.length; i++) {
    const current = [i]
    for (let j = 1; j <= to.length; j++) {
      current[j] = Math.min(previous[j] + 1, current[j - 1] + 1, previous[j - 1] + (from[i - 1] === to[j - 1] ? 0 : 1))
    }
    previous = current
  }
  return previous[to.length]
}
