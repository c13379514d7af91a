#!/usr/bin/env node
import module from 'node:module'

// Compiled code is kept between runs where Node can do that: from 22.1 on.
module.enableCompileCache?.()
const { runCommandLine } = await import('../dist/index.js')
process.exitCode = await runCommandLine(process.argv.slice(2), process)
