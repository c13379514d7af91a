/** [N] the most probable class of each row, the first among equals. */
export function modalClasses(responsibilities: Float64Array, components: number): Int32Array {
  return Int32Array.from({ length: responsibilities.length / components }, (_, row) => {
    let best = 0
    for (let k = 1; k < components; k++) if (responsibilities[row * components + k] > responsibilities[row * components + best]) best = k
    return best
  })
}

/**
 * [K, K] p(assigned class s | true class t) = Σ_n r_nt 1[s_n = s] / Σ_n r_nt.
 *
 * @see Vermunt (2010), eq. 5; Bolck, Croon & Hagenaars, Estimating latent structure models with categorical variables (2004).
 */
export function classificationErrors(
  responsibilities: Float64Array,
  assigned: Int32Array,
  { components, weights }: { readonly components: number; readonly weights: Float64Array | undefined },
): Float64Array {
  const errors = new Float64Array(components * components)
  const totals = new Float64Array(components)
  assigned.forEach((s, row) => {
    const weight = weights ? weights[row] : 1
    for (let t = 0; t < components; t++) {
      errors[t * components + s] += weight * responsibilities[row * components + t]
      totals[t] += weight * responsibilities[row * components + t]
    }
  })
  return errors.map((value, at) => value / totals[Math.floor(at / components)])
}
