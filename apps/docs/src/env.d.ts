declare module '*.vue' {
  import type { DefineComponent } from 'vue'
  const component: DefineComponent
  export default component
}

declare module '*.css'

/** In the worker of an example: the reader's numbers, by name. `runner/exampleSliders.ts` makes the example read them. */
// eslint-disable-next-line no-var
declare var exampleSliders: Readonly<Record<string, number>> | undefined

/** Made by `build/exampleModules.ts`: a loader for each example that runs in browsers. */
declare module 'virtual:example-modules' {
  import type { ExampleFigure } from '../../../examples/src/running/exampleFigure.js'
  export const exampleModules: Readonly<Record<string, () => Promise<{ readonly figure?: ExampleFigure }>>>
}
