import { InvalidOptionError } from '@mixtura/numerics'
import type { FittedModel } from './contract/fittedModel.js'
import type { ModelFamily } from './contract/modelFamily.js'
import { readModelFile } from './files/modelFile.js'
import { anomalies } from './families/anomalies.js'
import { bayesianMixture } from './families/bayesianMixture.js'
import { deepClustering } from './families/deepClustering.js'
import { metaStart } from './families/metaStart.js'
import { mergedMixture } from './families/mergedMixture.js'
import { mixture } from './families/mixture.js'
import { mixedMixture } from './families/mixedMixture.js'
import { mixtureClassifier } from './families/mixtureClassifier.js'
import { mixtureGan } from './families/mixtureGan.js'
import { mixtureSelection } from './families/mixtureSelection.js'
import { mixtureVae } from './families/mixtureVae.js'
import { noiseMixture } from './families/noiseMixture.js'
import { segmentation } from './families/segmentation.js'
import { studentMixture } from './families/studentMixture.js'

/** All model families, in the order in which they are listed. No other list knows them. */
export const modelFamilies: readonly ModelFamily[] = [
  mixture,
  mixtureSelection,
  mergedMixture,
  bayesianMixture,
  studentMixture,
  noiseMixture,
  mixedMixture,
  mixtureClassifier,
  deepClustering,
  mixtureVae,
  mixtureGan,
  anomalies,
  metaStart,
  segmentation,
]

/** @throws {InvalidOptionError} if there is no family of this kind. */
export function modelFamily(kind: string, families: readonly ModelFamily[] = modelFamilies): ModelFamily {
  const found = families.find(family => family.kind === kind)
  if (found) return found
  const kinds = families.map(family => family.kind)
  throw new InvalidOptionError('kind', `one of ${kinds.join(', ')}`, kind, 'Pass the kind of a family of modelFamilies.')
}

/**
 * The family of the model in a file.
 *
 * @throws as `loadModel`.
 */
export function familyOfFile(bytes: Uint8Array, families: readonly ModelFamily[] = modelFamilies): ModelFamily {
  return modelFamily(readModelFile(bytes).kind, families)
}

/**
 * Loads a model of any family from the bytes of its file.
 *
 * @throws {InvalidCheckpointError} if the bytes are cut short or changed.
 * @throws {InvalidModelFileError} if they are no model file, or of another version.
 * @throws {InvalidOptionError} for a file of a family that is not in the list.
 */
export function loadModel(bytes: Uint8Array, families: readonly ModelFamily[] = modelFamilies): Promise<FittedModel> {
  return familyOfFile(bytes, families).load(bytes)
}
