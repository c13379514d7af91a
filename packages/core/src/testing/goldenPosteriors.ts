import type { WeightPrior } from '../bayesian/posterior.js'
import type { BayesianCovarianceType } from '../bayesian/precisionFamily.js'

/** Posterior after thousands of updates that start from simple labels, with default priors. */
export interface GoldenPosterior {
  /** scikit-learn 1.9.1 (reg_covar 0) if its updates ascend a bound; otherwise a dense transcription of the equations in NumPy. */
  readonly oracle: 'scikit-learn' | 'numpy'
  readonly data: 'faithful' | 'waiting' | 'iris'
  readonly prior: WeightPrior
  readonly covarianceType: BayesianCovarianceType
  readonly weights: readonly number[]
  readonly meanPrecisions: readonly number[]
  readonly means: readonly number[]
  readonly degreesOfFreedom: readonly number[]
  /** C_k / ν_k */
  readonly covariances: readonly number[]
}

export const goldenPosteriors: readonly GoldenPosterior[] = [
  {
    oracle: 'scikit-learn', data: 'faithful', prior: 'dirichlet', covarianceType: 'full',
    weights: [0.6422239095, 0.3577760905],
    meanPrecisions: [175.82712729, 98.172872706],
    means: [4.2878327744, 79.945972141, 2.054898075, 54.690500027],
    degreesOfFreedom: [176.82712729, 99.172872706],
    covariances: [0.1758993119, 1.0141120699, 1.0141120699, 36.798922899, 0.10520177904, 0.84620613872, 0.84620613872, 37.98557021],
  },
  {
    oracle: 'scikit-learn', data: 'waiting', prior: 'dirichlet', covarianceType: 'diag',
    weights: [0.63421532949, 0.36578467051],
    meanPrecisions: [173.64078495, 100.35921505],
    means: [80.1134698, 54.950891492],
    degreesOfFreedom: [173.64078495, 100.35921505],
    covariances: [35.125287536, 40.741445637],
  },
  {
    oracle: 'scikit-learn', data: 'waiting', prior: 'dirichlet', covarianceType: 'spherical',
    weights: [0.63421532949, 0.36578467051],
    meanPrecisions: [173.64078495, 100.35921505],
    means: [80.1134698, 54.950891492],
    degreesOfFreedom: [173.64078495, 100.35921505],
    covariances: [35.125287536, 40.741445637],
  },
  {
    oracle: 'scikit-learn', data: 'faithful', prior: 'dirichlet-process', covarianceType: 'full',
    weights: [0.6440522266, 0.3559477734],
    meanPrecisions: [175.82952151, 98.170478487],
    means: [4.2878159364, 79.945801259, 2.0548737752, 54.690190147],
    degreesOfFreedom: [176.82952151, 99.170478487],
    covariances: [0.17591791647, 1.0143105021, 1.0143105021, 36.800672511, 0.10517984642, 0.84591725694, 0.84591725694, 37.982383489],
  },
  {
    oracle: 'scikit-learn', data: 'waiting', prior: 'dirichlet-process', covarianceType: 'diag',
    weights: [0.63632100551, 0.36367899449],
    meanPrecisions: [173.71879145, 100.28120855],
    means: [80.107803381, 54.94113412],
    degreesOfFreedom: [173.71879145, 100.28120855],
    covariances: [35.187247381, 40.639805475],
  },
  {
    oracle: 'scikit-learn', data: 'waiting', prior: 'dirichlet-process', covarianceType: 'spherical',
    weights: [0.63632100551, 0.36367899449],
    meanPrecisions: [173.71879145, 100.28120855],
    means: [80.107803381, 54.94113412],
    degreesOfFreedom: [173.71879145, 100.28120855],
    covariances: [35.187247381, 40.639805475],
  },
  {
    oracle: 'scikit-learn', data: 'iris', prior: 'dirichlet', covarianceType: 'full',
    weights: [0.50680082908, 0.33334066276, 0.15985850816],
    meanPrecisions: [77.193591858, 51.001106743, 24.805301399],
    means: [6.3270308498, 2.9322909151, 5.1192992104, 1.7954687097, 5.022420253, 3.4207120149, 1.507053272, 0.26471128123, 6.02592039, 2.699335606, 4.1497387879, 1.2658081598],
    degreesOfFreedom: [80.193591858, 54.001106743, 27.805301399],
    covariances: [0.42629281801, 0.085798096422, 0.44063789639, 0.15381849845, 0.085798096422, 0.093362835541, 0.085090011294, 0.053182660939, 0.44063789639, 0.085090011294, 0.62235573042, 0.24146902277, 0.15381849845, 0.053182660939, 0.24146902277, 0.15941801206, 0.13816896465, 0.083605488216, 0.073344140216, 0.033428004784, 0.083605488216, 0.13641238808, -0.010970297199, -0.00024719462635, 0.073344140216, -0.010970297199, 0.18082818319, 0.069264643172, 0.033428004784, -0.00024719462635, 0.069264643172, 0.037351361628, 0.33523102637, 0.13158740903, 0.27169600744, 0.09504262412, 0.13158740903, 0.10440031107, 0.07177620135, 0.033261024841, 0.27169600744, 0.07177620135, 0.31408221011, 0.11662061026, 0.09504262412, 0.033261024841, 0.11662061026, 0.051024835602],
  },
  {
    oracle: 'scikit-learn', data: 'iris', prior: 'dirichlet-process', covarianceType: 'full',
    weights: [0.51529808497, 0.3331828203, 0.15151909473],
    meanPrecisions: [77.819229055, 51.001014, 24.179756944],
    means: [6.3245540014, 2.9302589697, 5.1123622199, 1.79168406, 5.0224201911, 3.4207137056, 1.5070508063, 0.26470987185, 6.0260970094, 2.6998467606, 4.1469727903, 1.2642830087],
    degreesOfFreedom: [80.819229055, 54.001014, 27.179756944],
    covariances: [0.42555271243, 0.086256580972, 0.44068259086, 0.1541662516, 0.086256580972, 0.093893792422, 0.086471414654, 0.053959384066, 0.44068259086, 0.086471414654, 0.62478408692, 0.24322673067, 0.1541662516, 0.053959384066, 0.24322673067, 0.16014963057, 0.13816915724, 0.083605674409, 0.073344061807, 0.033427957736, 0.083605674409, 0.13641113047, -0.010968186318, -0.00024597219194, 0.073344061807, -0.010968186318, 0.1808249915, 0.069262788999, 0.033427957736, -0.00024597219194, 0.069262788999, 0.037350314007, 0.33750383231, 0.13305302881, 0.27376519888, 0.095977379905, 0.13305302881, 0.10452469438, 0.072392193035, 0.033237142517, 0.27376519888, 0.072392193035, 0.31650156149, 0.11764733663, 0.095977379905, 0.033237142517, 0.11764733663, 0.051332529094],
  },
  {
    oracle: 'numpy', data: 'faithful', prior: 'dirichlet', covarianceType: 'tied',
    weights: [0.6399981653, 0.3600018347],
    meanPrecisions: [175.21949913, 98.780500872],
    means: [4.2917374162, 79.989037363, 2.0617073605, 54.769463684],
    degreesOfFreedom: [274.0],
    covariances: [0.14671961359, 0.90993014024, 0.90993014024, 36.84248818],
  },
  {
    oracle: 'numpy', data: 'faithful', prior: 'dirichlet', covarianceType: 'diag',
    weights: [0.64244223907, 0.35755776093],
    meanPrecisions: [175.88673127, 98.113268734],
    means: [4.2874784386, 79.943982504, 2.054176778, 54.67872409],
    degreesOfFreedom: [176.88673127, 99.113268734],
    covariances: [0.1761876418, 36.777364908, 0.10445366818, 37.819380191],
  },
  {
    oracle: 'numpy', data: 'faithful', prior: 'dirichlet', covarianceType: 'spherical',
    weights: [0.63092089684, 0.36907910316],
    meanPrecisions: [172.74140484, 101.25859516],
    means: [4.2916743047, 80.239770929, 2.1163903897, 54.958923286],
    degreesOfFreedom: [173.74140484, 102.25859516],
    covariances: [16.466309773, 19.502004828],
  },
  {
    oracle: 'numpy', data: 'faithful', prior: 'dirichlet-process', covarianceType: 'tied',
    weights: [0.64183280055, 0.35816719945],
    meanPrecisions: [175.22358711, 98.776412895],
    means: [4.2917121359, 79.988747017, 2.0616599139, 54.768935],
    degreesOfFreedom: [274.0],
    covariances: [0.1467175215, 0.90991282582, 0.90991282582, 36.842364128],
  },
  {
    oracle: 'numpy', data: 'faithful', prior: 'dirichlet-process', covarianceType: 'diag',
    weights: [0.64426582345, 0.35573417655],
    meanPrecisions: [175.88783647, 98.112163534],
    means: [4.2874709263, 79.943907734, 2.0541650879, 54.678573527],
    degreesOfFreedom: [176.88783647, 99.112163534],
    covariances: [0.17619559933, 36.778045317, 0.10444259529, 37.817764224],
  },
  {
    oracle: 'numpy', data: 'faithful', prior: 'dirichlet-process', covarianceType: 'spherical',
    weights: [0.63278982636, 0.36721017364],
    meanPrecisions: [172.75473227, 101.24526773],
    means: [4.2915901728, 80.238813906, 2.1162476, 54.957228404],
    degreesOfFreedom: [173.75473227, 102.24526773],
    covariances: [16.471123738, 19.493443349],
  },
]
