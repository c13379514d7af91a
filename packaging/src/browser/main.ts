import { runProgram } from './program.js'

const inWorker = (): Promise<unknown> =>
  new Promise((resolve, reject) => {
    const worker = new Worker(new URL('./worker.js', import.meta.url), { type: 'module' })
    worker.addEventListener('message', ({ data }) => resolve(data))
    worker.addEventListener('error', event => reject(new Error(event.message)))
  })

/** The test calls these. */
Object.assign(globalThis, { runInPage: runProgram, runInWorker: inWorker })
