import { defineStore } from 'pinia'
import { ref } from 'vue'

export const steps = ['project', 'data', 'models', 'results', 'report', 'export'] as const
export type Step = (typeof steps)[number]

/** Holds which of the steps is on screen. */
export const useNavigationStore = defineStore('navigation', () => {
  const step = ref<Step>('data')
  return { step }
})
