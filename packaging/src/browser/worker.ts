import { runProgram } from './program.js'

runProgram().then(
  outcome => postMessage(outcome),
  (error: unknown) => postMessage({ failed: error instanceof Error ? `${error.message}\n${error.stack}` : String(error) }),
)
