import { defineStore } from 'pinia'
import { watch } from 'vue'
import { z } from 'zod'
import { featuresSchema, viewSchema } from '../../contract/features.js'
import { datasetIdSchema, fitIdSchema } from '../../contract/identifiers.js'
import type { FeatureChoice } from './featureChoice.js'
import { roleWords } from './roleChoice.js'
import { useDatasetsStore } from './datasets.js'
import { useFeaturesStore } from './features.js'
import { useFitsStore } from './fits.js'
import { steps, useNavigationStore } from './navigation.js'
import { usePlaneStore } from './plane.js'

const key = 'mixtura.window'

const choiceSchema = z.object({
  columns: z.array(z.string()),
  scaling: featuresSchema.shape.scaling.nullable(),
  missing: featuresSchema.shape.missing.nullable(),
  label: z.string().nullable(),
  roles: z.record(z.string(), z.object({ word: z.enum(roleWords), levels: z.array(z.string()).optional() })).optional(),
})

const memorySchema = z.object({
  step: z.enum(steps),
  dataset: datasetIdSchema.nullable(),
  fit: fitIdSchema.nullable(),
  /** Of datasets whose columns a person has chosen. */
  choices: z.array(z.tuple([datasetIdSchema, choiceSchema])),
  view: viewSchema.nullable(),
  isSpatial: z.boolean(),
})

/** What the window shows and what is chosen in it, kept over a reload. The engine keeps datasets and fits. */
export const useWindowMemoryStore = defineStore('windowMemory', () => {
  const datasets = useDatasetsStore()
  const features = useFeaturesStore()
  const fits = useFitsStore()
  const navigation = useNavigationStore()
  const plane = usePlaneStore()

  /** Puts back what the session still has. What cannot be read is left. */
  function recall(): void {
    const read = memorySchema.safeParse(parsed(sessionStorage.getItem(key)))
    if (!read.success) return
    const { step, dataset, fit, choices, view, isSpatial } = read.data
    features.recall(choices.filter(([id]) => datasets.datasets.some(known => known.id === id)) as [z.infer<typeof datasetIdSchema>, FeatureChoice][])
    if (fit !== null && fits.fits.some(({ id }) => id === fit)) fits.show(fit)
    if (dataset !== null && datasets.datasets.some(({ id }) => id === dataset)) datasets.show(dataset)
    if (view) plane.prefer(view)
    plane.isSpatial = isSpatial
    navigation.step = step
  }

  /** Remembers every change from now on. */
  function begin(): void {
    watch(
      () => ({
        step: navigation.step, dataset: datasets.currentId, fit: fits.shown?.id ?? null, choices: [...features.choices], view: plane.preferred, isSpatial: plane.isSpatial,
      }),
      memory => { sessionStorage.setItem(key, JSON.stringify(memory)) },
      { immediate: true },
    )
  }

  return { recall, begin }
})

function parsed(text: string | null): unknown {
  try {
    return text === null ? null : JSON.parse(text)
  } catch {
    return null
  }
}
