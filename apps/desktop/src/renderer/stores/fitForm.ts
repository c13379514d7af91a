import { defineStore } from 'pinia'
import { computed, reactive, ref, toRefs } from 'vue'
import { covarianceTypeSchema, type CovarianceType, type FitRequest } from '../../contract/fit.js'
import { useEngineStore } from './engine.js'
import type { FeaturesBlocker } from './features.js'
import { useFeaturesStore } from './features.js'
import { useFitsStore } from './fits.js'
import { usePlaneStore } from './plane.js'

export const covarianceTypes = covarianceTypeSchema.options

export type FitBlocker = FeaturesBlocker | 'bad-range' | 'no-covariance-type' | 'engine-lost' | 'fit-active'

export interface FitSettings {
  mode: 'single' | 'range'
  components: number
  minimum: number
  maximum: number
  covarianceTypes: CovarianceType[]
  starts: number
  seed: number
  maxIterations: number
}

/** The user's input for the next fit. A fit never changes it. */
export const useFitFormStore = defineStore('fitForm', () => {
  const features = useFeaturesStore()
  const engine = useEngineStore()
  const fits = useFitsStore()
  const plane = usePlaneStore()
  const settings = reactive<FitSettings>({
    mode: 'single',
    components: 2,
    minimum: 1,
    maximum: 6,
    covarianceTypes: ['full'],
    starts: 5,
    seed: 1,
    maxIterations: 500,
  })
  /** Whether the advanced settings are open. */
  const advancedOpen = ref(false)

  const range = computed(() =>
    settings.mode === 'single'
      ? { minimum: settings.components, maximum: settings.components }
      : { minimum: settings.minimum, maximum: settings.maximum })
  const candidates = computed(() =>
    Math.max(0, range.value.maximum - range.value.minimum + 1) * settings.covarianceTypes.length)

  const blocker = computed<FitBlocker | null>(() => {
    if (engine.condition === 'lost') return 'engine-lost'
    if (fits.active) return 'fit-active'
    if (features.blocker) return features.blocker
    if (range.value.minimum > range.value.maximum) return 'bad-range'
    if (settings.covarianceTypes.length === 0) return 'no-covariance-type'
    return null
  })

  function request(): FitRequest | null {
    if (!features.features) return null
    return {
      features: features.features,
      components: range.value,
      covarianceTypes: covarianceTypes.filter(type => settings.covarianceTypes.includes(type)),
      starts: settings.starts,
      seed: settings.seed,
      maxIterations: settings.maxIterations,
      view: plane.viewFor(features.features.columns),
    }
  }

  function restore(from: FitRequest): void {
    const { minimum, maximum } = from.components
    Object.assign(settings, {
      mode: minimum === maximum ? 'single' : 'range',
      ...(minimum === maximum ? { components: minimum } : { minimum, maximum }),
      covarianceTypes: [...from.covarianceTypes],
      starts: from.starts,
      seed: from.seed,
      maxIterations: from.maxIterations,
    } satisfies Partial<FitSettings>)
  }

  return { ...toRefs(settings), advancedOpen, candidates, blocker, request, restore }
})
