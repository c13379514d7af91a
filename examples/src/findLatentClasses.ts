// Seven pathologists judged 118 slides: carcinoma or not (Agresti 2002, table 13.1). Which kinds of slides are there?
import { classProfiles, fitMixedMixture } from '@mixtura/core'

// The judgements of pathologists A to G, 1 for carcinoma, and the number of slides with them.
const patterns = `
  0000000 34  0000100 2  0100000 6  0100001 1  0100100 4  0100101 5  1000000 2  1010101 1  1100000 2  1100001 1
  1100100 2   1100101 7  1100111 1  1101001 1  1101101 2  1101111 3  1110101 13 1110111 5  1111101 10 1111111 16`
const tokens = patterns.trim().split(/\s+/)
const samples = tokens.filter((_, at) => at % 2 === 0).map(judgements => Array.from(judgements, Number))
const sampleWeights = tokens.filter((_, at) => at % 2 === 1).map(Number)
const columns = Array.from('ABCDEFG', name => ({ kind: 'binary', name, levels: ['no', 'yes'] }) as const)

const fits = []
for (let components = 1; components <= 4; components++) {
  const fit = await fitMixedMixture({ columns, samples }, { components, sampleWeights, starts: 20, tolerance: 1e-10 })
  fits.push(fit)
  const bic = await fit.model.bic(samples, { sampleWeights })
  console.log(`${components} classes: log-likelihood ${(118 * fit.logLikelihoods.at(-1)!).toFixed(3)}, BIC ${bic.toFixed(2)}`)
}

const { model } = fits[2]
const profiles = await classProfiles(model, samples, { sampleWeights })
console.log(`weights: ${profiles.weights.map(({ estimate, standardError }) => `${estimate.toFixed(3)} (${standardError?.toFixed(3)})`).join(', ')}`)
for (const { column, classes } of profiles.columns) {
  console.log(`${column.name} says carcinoma: ${classes.map(({ estimates: [, yes] }) => `${yes.estimate.toFixed(2)}${yes.standardError === null ? '' : ` (${yes.standardError.toFixed(2)})`}`).join(', ')}`)
}

export const figure = {
  curves: profiles.weights.map((_, k) => ({ name: `class ${k + 1}`, points: profiles.columns.map(({ classes }, at) => [at + 1, classes[k].estimates[1].estimate] as [number, number]) })),
  axes: ['pathologist, A to G', 'probability of carcinoma'],
}
