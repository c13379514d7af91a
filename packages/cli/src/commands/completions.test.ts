import { execFileSync } from 'node:child_process'
import { describeOptions, modelFamilies } from '@mixtura/models'
import { describe, expect, it } from 'vitest'
import { flagNameOf } from '../arguments/familyArguments.js'
import { workplace } from '../testing/mixtura.js'
import { commandNames } from './commands.js'

const { run, file, path, folder } = workplace()

const isInstalled = (shell: string): boolean => {
  try {
    execFileSync(shell, ['-c', 'true'])
    return true
  } catch {
    return false
  }
}
const absent = (shell: string): string => (isInstalled(shell) ? '' : ` (skipped: ${shell} is not installed; install it to run this)`)

describe.each(['bash', 'zsh', 'fish'])('completions of %s', shell => {
  it('name every command, family and option of the catalogue', async () => {
    const { code, stdout, stderr } = await run(['completions', shell])
    expect([code, stderr]).toEqual([0, ''])
    for (const name of commandNames) expect(stdout).toMatch(new RegExp(`\\b${name}\\b`))
    for (const { kind, options } of modelFamilies) {
      expect(stdout).toContain(kind)
      for (const { name } of describeOptions(options)) expect(stdout).toMatch(new RegExp(`(--|-l )(no-)?${flagNameOf(name)}\\b`))
    }
    expect(stdout).not.toMatch(/undefined|\[object/)
  })

  it.skipIf(!isInstalled(shell))(`are a script that ${shell} reads${absent(shell)}`, async () => {
    file(`script.${shell}`, (await run(['completions', shell])).stdout)
    execFileSync(shell, ['-n', path(`script.${shell}`)])
  })
})

describe.skipIf(!isInstalled('bash'))(`bash completes${absent('bash')}`, () => {
  async function completed(...words: readonly string[]): Promise<readonly string[]> {
    file('mixtura.bash', (await run(['completions', 'bash'])).stdout)
    for (const name of ['two words.csv', '[ab].csv', 'a.csv']) file(name, '')
    const script = 'source mixtura.bash; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _mixtura; printf "%s\\n" "${COMPREPLY[@]}"'
    return execFileSync('bash', ['-c', script, 'bash', 'mixtura', ...words], { cwd: folder, encoding: 'utf8' }).trim().split('\n')
  }

  it.each<[readonly string[], readonly string[]]>([
    [['fi'], ['fit']],
    [['fit', '--fam'], ['--family']],
    [['fit', '--family', 'student'], ['student-mixture']],
    [['fit', '--max-it'], ['--max-iterations']],
    [['fit', '--family', 'student-mixture', '--tai'], ['--tails']],
    [['fit', '--family', 'student-mixture', '--tails', 's'], ['shared']],
    [['fit', '--tai'], ['']],
    [['select', '--crit'], ['--criterion']],
    [['predict', 'old'], ['old-faithful.csv']],
    [['predict', '--model', 'ir'], ['iris.csv']],
    [['predict', 'two'], ['two words.csv']],
    [['predict', '--model', '[ab'], ['[ab].csv']],
    [['fit', '--family=student-mixture', '--tai'], ['--tails']],
    [['fit', '--family', '=', 'student-mixture', '--tai'], ['--tails']],
    [['fit', '--family', '=', 'student'], ['student-mixture']],
    [['fit', '--family', '='], modelFamilies.map(({ kind }) => kind)],
    [['completions', 'f'], ['fish']],
    [['families', 'seg'], ['segmentation']],
  ])('%j', async (words, expected) => {
    expect(await completed(...words)).toEqual(expected)
  })
})

describe.skipIf(!isInstalled('fish'))(`fish completes${absent('fish')}`, () => {
  async function completed(line: string): Promise<readonly string[]> {
    file('mixtura.fish', (await run(['completions', 'fish'])).stdout)
    const output = execFileSync('fish', ['--no-config', '-c', `source mixtura.fish; complete -C ${JSON.stringify(line)}`], { cwd: folder, encoding: 'utf8' })
    return output.split('\n').filter(Boolean).map(entry => entry.split('\t')[0])
  }

  it.each<[string, readonly string[]]>([
    ['mixtura fi', ['fit']],
    ['mixtura fit --fam', ['--family']],
    ['mixtura fit --family student', ['student-mixture']],
    ['mixtura fit --family student-mixture --tai', ['--tails']],
    ['mixtura fit --family student-mixture --tails s', ['shared']],
    ['mixtura fit --family=student-mixture --tai', ['--tails']],
    ['mixtura fit --tai', []],
    ['mixtura completions z', ['zsh']],
  ])('%s', async (line, expected) => {
    expect(await completed(line)).toEqual(expected)
  })
})

it('explains options in Chinese, and refuses other shells', async () => {
  expect((await run(['completions', 'fish', '--lang', 'zh'])).stdout).toContain('用表拟合一个模型。')
  expect(await run(['completions', 'bsh'])).toEqual({ code: 2, stdout: '', stderr: 'mixtura: There are no completions for bsh. Did you mean bash?\n' })
})
