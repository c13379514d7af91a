import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { describe, expect, it } from 'vitest'

/** What each example prints, whole: an example that changes its answer is news. */
const outputs: Readonly<Record<string, readonly string[]>> = {}

describe('examples', () => {
  it.each(Object.entries(outputs))('%s prints what its reader is told', async (name, lines) => {
    const path = fileURLToPath(new URL(name, import.meta.url))
    const { stdout } = await promisify(execFile)(process.execPath, ['--import', 'tsx', path])
    expect(stdout.trimEnd().split('\n')).toEqual(lines)
  })
})
