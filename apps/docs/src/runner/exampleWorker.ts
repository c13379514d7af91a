import { exampleModules } from 'virtual:example-modules'
import { runExample, type ExampleRun } from '../../../../examples/src/running/runExample.js'

export interface WorkerRequest {
  readonly name: string
  readonly sliders: Readonly<Record<string, number>>
}
export type WorkerAnswer = { readonly run: ExampleRun } | { readonly message: string }

const answer = (value: WorkerAnswer): void => postMessage(value)

/** Runs the one example whose name arrives. */
addEventListener('message', ({ data: { name, sliders } }: MessageEvent<WorkerRequest>) => {
  globalThis.exampleSliders = sliders
  runExample(exampleModules[name]!).then(
    run => answer({ run }),
    (error: unknown) => answer({ message: error instanceof Error ? error.message : String(error) }),
  )
})
