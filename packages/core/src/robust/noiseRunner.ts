import { savedNumber, wrongField } from '@mixtura/numerics'
import type { Reader } from '@mixtura/numerics/validation'
import type { EmState } from '../em/em.js'
import { mStep } from '../em/mStep.js'
import type { SavableRun } from '../em/savedRun.js'
import { emRunner } from '../fit/emRunner.js'
import { fitRegularization, startMaker, type FitData } from '../fit/fitData.js'
import type { Runner } from '../fit/runSearch.js'
import type { MixtureParameters } from '../model/parameters.js'
import { robustStartRows } from './denseRows.js'
import { noiseFitDefaults, type NoiseFitOptions, type NoiseState } from './noiseFitOptions.js'
import { noiseWeightOf, type NoiseSource, type NoisyParameters } from './noiseSource.js'

/**
 * Runs EM of Gaussians and noise. The noise weight travels with the parameters of the Gaussians.
 *
 * @param source the data with the noise.
 */
export async function noiseRunner(data: FitData, options: NoiseFitOptions, source: NoiseSource): Promise<Runner<SavableRun, NoiseState>> {
  const { components, initialNoiseWeight = noiseFitDefaults.initialNoiseWeight, signal } = options
  const { covarianceType, columns, drawn } = data
  const regularization = await fitRegularization(data, options)
  const makeStart = startMaker(data, options, { regularization, rowsOf: robustStartRows(drawn) })
  const runner = emRunner({
    shape: { covarianceType, components, columns, added: { parameters: { noiseWeight: savedWeight }, statistics: { noiseCount: savedNumber } } },
    sourceOf: async () => source,
    candidate: async start => withNoiseWeight(await makeStart(start), initialNoiseWeight),
    em: {
      maximize: (statistics, previous) => withNoiseWeight(mStep(statistics, { covarianceType, regularization, previous }), noiseWeightOf(statistics)),
      accelerate: false, // quasi-Newton steps do not include the noise weight
      signal,
    },
  })
  return { ...runner, run: (task, from, listener) => runner.run(task, from, listener && ((state, snapshot) => listener(noiseStateOf(state), snapshot))) }
}

const withNoiseWeight = (parameters: MixtureParameters, noiseWeight: number): NoisyParameters => ({ ...parameters, noiseWeight })

function noiseStateOf({ parameters, ...state }: EmState): NoiseState {
  const { noiseWeight, ...gaussians } = parameters as NoisyParameters
  return { ...state, parameters: gaussians, noiseWeight }
}

const savedWeight: Reader<number> = (path, value) => {
  const weight = savedNumber(path, value)
  if (weight >= 0 && weight <= 1) return weight
  throw wrongField(path, 'from 0 to 1', String(weight))
}
