// Records the named examples, or all: `npm run record -- findGroups`.
import { mkdirSync, writeFileSync } from 'node:fs'
import { cpus } from 'node:os'
import { dirname } from 'node:path'
import { exampleNames, recordingPath, type RecordedRun } from './recordedRuns.js'
import { runInNode } from './runInNode.js'

const asked = process.argv.slice(2)
for (const name of asked.length > 0 ? asked : exampleNames) {
  const run = await runInNode(name)
  const recording: RecordedRun = {
    date: new Date().toISOString().slice(0, 10),
    node: process.versions.node,
    processor: `${cpus()[0]?.model.trim()}, ${cpus().length} cores`,
    ...run,
    milliseconds: Math.round(run.milliseconds),
  }
  mkdirSync(dirname(recordingPath(name)), { recursive: true })
  writeFileSync(recordingPath(name), `${JSON.stringify(recording)}\n`)
  console.log(`${name}: ${recording.lines.length} lines, ${recording.milliseconds} ms`)
}
