#!/usr/bin/env node
import { runInstaller } from '../dist/runInstaller.js'

process.exitCode = await runInstaller(process.argv.slice(2))
