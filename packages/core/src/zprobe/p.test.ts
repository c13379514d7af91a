import { it } from 'vitest'
import { fitGaussianMixture } from '../mixture/fitGaussianMixture.js'
import { samplesSource } from '../statistics/samplesSource.js'
import { iris } from '../testing/iris.js'
import { oldFaithful } from '../testing/oldFaithful.js'
it('x', async () => {
  let calls = 0
  const counted = async (s: typeof iris) => { const src = await samplesSource(s); return { ...src, accumulate: (...a: Parameters<typeof src.accumulate>) => { calls++; return src.accumulate(...a) } } }
  let A = 0, B = 0, worse = ''
  for (const [name, s, scale] of [['f', oldFaithful, 272], ['i', iris, 150]] as const) for (const t of ['VVV','EEE','VVI','EVE','EII','VEV','EEV','VVE'] as const) for (const K of [2,3,4,5]) for (let seed = 0; seed < 4; seed++) {
    const o = { components: K, covarianceType: t, starts: 1, seed } as const
    const src = await counted(s)
    calls = 0; const a = await fitGaussianMixture(src, { ...o, acceleration: 'none' }); A += calls; const ca = calls
    calls = 0; const b = await fitGaussianMixture(src, o); B += calls
    const d = scale * (b.logLikelihoods.at(-1)! - a.logLikelihoods.at(-1)!)
    if (Math.abs(d) > 1e-3) worse += `${name}${t}${K}/${seed}: ${d.toFixed(3)} `
    if (name === 'f' && t === 'EEE' && K === 3) process.stdout.write(`tied ${ca} ${calls} ${a.iterations} ${b.iterations}\n`)
  }
  process.stdout.write(`total ${A} ${B} differing ${worse}\n`)
}, 200000)
