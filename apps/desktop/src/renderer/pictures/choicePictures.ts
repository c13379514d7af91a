import type { Component } from 'vue'
import CovarianceIcon from './CovarianceIcon.vue'

/** Pictures of the values of options that are words, by the text key of the option. Each takes the prop `value`. */
const pictures: Readonly<Record<string, Component>> = { covarianceType: CovarianceIcon, covarianceTypes: CovarianceIcon }

/** The component that draws the values of an option; null for options without pictures. */
export function choicePicture(option: string): Component | null {
  return Object.hasOwn(pictures, option) ? pictures[option]! : null
}
