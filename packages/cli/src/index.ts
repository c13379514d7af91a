export { exitCodes, type ExitCode } from './exitCodes.js'
export { runCommandLine, type Host } from './runCommandLine.js'
