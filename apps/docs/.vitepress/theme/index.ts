import type { Theme } from 'vitepress'
import DefaultTheme from 'vitepress/theme-without-fonts'
import BenchmarkBars from '../../src/components/BenchmarkBars.vue'
import ExampleBlock from '../../src/components/ExampleBlock.vue'
import HomeHero from '../../src/components/HomeHero.vue'
import HomeRow from '../../src/components/HomeRow.vue'
import { printInLight } from '../../src/components/printInLight.js'
import ComponentChoice from '../../src/explainers/ComponentChoice.vue'
import CovarianceShapes from '../../src/explainers/CovarianceShapes.vue'
import EmSteps from '../../src/explainers/EmSteps.vue'
import LatentSpace from '../../src/explainers/LatentSpace.vue'
import 'katex/dist/katex.min.css'
import '../../src/styles/tokens.css'
import '../../src/styles/theme.css'
import '../../src/styles/figures.css'
import '../../src/styles/home.css'
import '../../src/styles/print.css'

/** VitePress's own theme in the colours of Studio, with the components that pages use. */
export default {
  extends: DefaultTheme,
  enhanceApp({ app }) {
    if (!import.meta.env.SSR) printInLight()
    for (const [name, component] of Object.entries({ BenchmarkBars, ExampleBlock, HomeHero, HomeRow, ComponentChoice, CovarianceShapes, EmSteps, LatentSpace })) {
      app.component(name, component)
    }
  },
} satisfies Theme
