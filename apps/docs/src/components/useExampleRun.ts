import { onBeforeUnmount, shallowRef, type ShallowRef } from 'vue'
import type { ExampleRun } from '../../../../examples/src/running/runExample.js'
import type { WorkerAnswer, WorkerRequest } from '../runner/exampleWorker.js'

export type RunState =
  | { readonly status: 'recorded' }
  | { readonly status: 'running' }
  | { readonly status: 'done'; readonly run: ExampleRun }
  | { readonly status: 'failed'; readonly message: string }

/** Runs an example in a worker of its own, with the reader's numbers for its sliders; `reset` also ends a run in progress. */
export function useExampleRun(name: string): { readonly state: ShallowRef<RunState>; readonly run: (sliders: Readonly<Record<string, number>>) => void; readonly reset: () => void } {
  const state = shallowRef<RunState>({ status: 'recorded' })
  let worker: Worker | undefined

  function end(): void {
    worker?.terminate()
    worker = undefined
  }

  function run(sliders: Readonly<Record<string, number>>): void {
    end()
    state.value = { status: 'running' }
    worker = new Worker(new URL('../runner/exampleWorker.ts', import.meta.url), { type: 'module' })
    worker.addEventListener('message', ({ data }: MessageEvent<WorkerAnswer>) => {
      state.value = 'run' in data ? { status: 'done', run: data.run } : { status: 'failed', message: data.message }
      end()
    })
    worker.addEventListener('error', event => {
      state.value = { status: 'failed', message: event.message || 'the worker could not be loaded' }
      end()
    })
    worker.postMessage({ name, sliders } satisfies WorkerRequest)
  }

  function reset(): void {
    end()
    state.value = { status: 'recorded' }
  }

  onBeforeUnmount(end)
  return { state, run, reset }
}
