import { readFile } from 'node:fs/promises'
import { familyOfFile, familyTexts, inOwnUnits, modelFamily, type Capability, type FittedModel, type Language } from '@mixtura/models'
import { MixturaError } from '@mixtura/numerics'
import { isGiven, valueOf } from '../arguments/readArguments.js'
import { dataError, usageError } from '../commandError.js'
import type { Invocation } from '../commands/command.js'
import { prepareEngine } from '../fitting/prepareEngine.js'

/** A model that takes and gives cells, whether its columns were scaled or not. @throws {CommandError} if the file is absent or no model. */
export async function loadModelFile(path: string, { args, texts }: Pick<Invocation, 'args' | 'texts'>): Promise<FittedModel> {
  const { data } = texts
  const bytes = await readFile(path).catch((error: unknown) => {
    throw (error as NodeJS.ErrnoException).code === 'ENOENT' ? dataError(data.noModelFile(path)) : error
  })
  try {
    const family = familyOfFile(new Uint8Array(bytes))
    if (isGiven(args, 'backend')) await prepareEngine({ args, texts }, family)
    return inOwnUnits(await family.load(new Uint8Array(bytes)))
  } catch (error) {
    throw error instanceof MixturaError && error.code !== 'backend-unavailable' ? dataError(data.wrongModelFile(path, error.message)) : error
  }
}

/**
 * The model that `--model` names, which must be able to do what the command is for.
 *
 * @throws {CommandError}
 */
export async function openModel(invocation: Invocation, needed: Capability): Promise<FittedModel> {
  const { args, language, texts } = invocation
  const path = valueOf(args, 'model')
  if (path === undefined) throw usageError(texts.usage.optionNeeded('--model FILE', texts.flags.model))
  const model = await loadModelFile(path, invocation)
  if (model.capabilities.has(needed)) return model
  const words = familyTexts(modelFamily(model.kind), language)
  const able = Object.entries(neededBy).flatMap(([command, capability]) => (model.capabilities.has(capability) ? [command] : []))
  throw dataError(texts.data.cannot(path, model.kind, abilityName(words.capabilities[needed], language), able.map(command => `mixtura ${command}`)))
}

/** What a model must be able to do, by the command that needs it. */
const neededBy: Readonly<Record<string, Capability>> = {
  predict: 'predict',
  score: 'anomalyScore',
  explain: 'explain',
  impute: 'impute',
  encode: 'encode',
  sample: 'sample',
}

const abilityName = (name: string, language: Language): string => (language === 'en' ? name.toLowerCase() : name)
