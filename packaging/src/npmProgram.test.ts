import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { npmProgram } from '../../scripts/bootstrap.mjs'
import { runProcess } from './runPnpm.js'

const own = Object.getOwnPropertyDescriptor(process, 'platform')!
const onPlatform = (platform: NodeJS.Platform): object => Object.defineProperty(process, 'platform', { ...own, value: platform })

afterEach(() => {
  Object.defineProperty(process, 'platform', own)
  vi.unstubAllEnvs()
})

describe('npmProgram', () => {
  it('is the command itself where that is a program', () => {
    onPlatform('linux')
    expect([npmProgram('npm'), npmProgram('npx')]).toEqual([['npm'], ['npx']])
  })

  it('is run by Node on Windows, where a batch file cannot be started without a shell', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'mixtura-npm-'))
    try {
      for (const name of ['npm', 'npx']) writeFileSync(join(folder, `${name}-cli.js`), `console.log('${name}', ...process.argv.slice(2))`)
      vi.stubEnv('npm_execpath', join(folder, 'npm-cli.js'))
      onPlatform('win32')
      expect(npmProgram('npx')).toEqual([process.execPath, join(folder, 'npx-cli.js')])
      const [command, ...first] = npmProgram('npm')
      expect(command).toBe(process.execPath)
      expect(await runProcess(command!, [...first, 'install', 'a b'], { cwd: folder })).toEqual({ status: 0, stdout: 'npm install a b\n', output: 'npm install a b\n' })
    } finally {
      rmSync(folder, { recursive: true, force: true })
    }
  })

  it('says what to do where there is none', () => {
    vi.stubEnv('npm_execpath', join(tmpdir(), 'no-such-folder', 'npm-cli.js'))
    onPlatform('win32')
    const execPath = process.execPath
    process.execPath = join(tmpdir(), 'no-such-folder', 'node.exe')
    try {
      expect(() => npmProgram('npm')).toThrow('npm was not found. Start this by npm run, or install npm beside Node.')
    } finally {
      process.execPath = execPath
    }
  })
})
