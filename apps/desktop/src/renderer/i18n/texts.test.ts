import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { createTexts, messages } from './createTexts.js'
import { errorText } from './errorText.js'
import type { MessageKey } from './en.js'
import { createFormats } from './formats.js'
import { localeFor, locales } from './locales.js'
import { passedOverText } from './passedOverText.js'
import type { Translate } from './useText.js'

type Texts = { readonly [key: string]: string | Texts }

function paths(texts: Texts, prefix = ''): [string, string][] {
  return Object.entries(texts).flatMap(([key, value]) =>
    typeof value === 'string' ? [[`${prefix}${key}`, value] as [string, string]] : paths(value, `${prefix}${key}.`))
}

const packagesOfEngine = ['numerics', 'data', 'core', 'tensor', 'deep', 'meta', 'models', 'clickhouse']

/** Errors that only a fault of the program causes, that a host says on the terminal, or of functions that Studio does not call; and codes of warnings about a mixed mixture. */
const withoutText = [
  'backend-unavailable', 'no-backend', 'unknown-backend', 'tensorflow-installation', 'no-files', 'second-order-gradient', 'tensor-leak', 'invalid-checkpoint-name',
  'invalid-learner', 'no-encoder', 'far-components', 'replicates-failed', 'unknown-sample', 'result-length', 'result-row', 'sample-weights', 'table-weights',
  'boundary', 'not-identified', 'invalid-frame', 'untrusted-sender', 'node-binary-missing', 'state-folder-not-writable',
]

/** Obstacles of backends that Studio cannot meet: its engine runs in Node, and it does not choose threads or the fastest backend. */
const neverMet = ['no-webgpu', 'needs-node', 'other-threads', 'slower']

/** The codes of obstacles, from the source of their type. */
function obstacleCodes(): readonly string[] {
  const source = readFileSync(fileURLToPath(new URL('../../../../../packages/tensor/src/backends/availability.ts', import.meta.url)), 'utf8')
  const [, members] = /export type BackendObstacle =\n((?: +\|.*\n)+)/.exec(source)!
  return [...members!.matchAll(/'([a-z-]+)'/g)].map(([, code]) => code!)
}

/** The codes of the typed errors of Studio and of the packages that its engine uses, from their sources. */
function errorCodes(): readonly string[] {
  const root = fileURLToPath(new URL('../../../../..', import.meta.url))
  const folders = [...packagesOfEngine.map(name => `${root}/packages/${name}/src`), `${root}/apps/desktop/src`]
  const sources = folders.flatMap(folder =>
    readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter(path => path.endsWith('.ts') && !path.endsWith('.test.ts') && !/(^|[/\\])testing[/\\]/.test(path))
      .map(path => readFileSync(`${folder}/${path}`, 'utf8')),
  )
  const declared = sources.flatMap(source => [...source.matchAll(/readonly code(?: =|:)(.*)|new StudioError\(\s*('[a-z-]+')/g)])
  const codes = declared.flatMap(([, types = '', own = '']) => [...`${types}${own}`.matchAll(/'([a-z-]+)'/g)].map(([, code]) => code!))
  return [...new Set(codes)].sort()
}

const translator = (locale: 'en' | 'zh'): Translate => {
  const { t } = createTexts(locale).global
  return (key: MessageKey, named = {}, count) => (count === undefined ? t(key, named) : t(key, named, { plural: count }))
}

describe('the texts', () => {
  const en = new Map(paths(messages.en))
  const zh = new Map(paths(messages.zh))

  it('have the same keys in both languages', () => {
    expect([...zh.keys()]).toEqual([...en.keys()])
  })

  it('name the same fields in both languages', () => {
    const fields = (text: string): string[] => [...new Set([...text.matchAll(/\{(\w+)\}/g)].map(match => match[1]!))].sort()
    for (const [key, text] of en) expect([key, fields(zh.get(key)!)]).toEqual([key, fields(text)])
  })

  it('leave nothing empty and use no bare @, which would link messages', () => {
    for (const text of [...en.values(), ...zh.values()]) expect(text).toMatch(/^[^@]+$/)
  })

  it('say every error that the engine can send in both languages', () => {
    const codes = errorCodes()
    expect(codes).toEqual(expect.arrayContaining(['shape', 'ragged-row', 'degenerate-covariance', 'device-memory', 'checkpoint-mismatch', 'worker-lost', 'disk-full']))
    expect(withoutText.filter(code => !codes.includes(code))).toEqual([])
    for (const locale of locales) {
      const said = Object.keys(messages[locale].errors)
      expect(codes.filter(code => !said.includes(code) && !withoutText.includes(code))).toEqual([])
    }
  })

  it('choose zh for any Chinese and en for the rest', () => {
    expect(['zh-CN', 'zh-TW', 'en-GB', 'de'].map(localeFor)).toEqual(['zh', 'zh', 'en', 'en'])
  })
})

describe('errorText', () => {
  it('fills in the fields of a known code', () => {
    const error = { code: 'too-few-rows', message: 'engine text', fields: { rows: 2, required: 5, components: 3 } }
    expect(errorText(error, 'en', translator('en'))).toBe(
      'A mixture of 3 components needs at least 5 rows, but there are 2. Add rows or choose fewer components.',
    )
    expect(errorText(error, 'zh', translator('zh'))).toBe('3 个分量的混合模型至少需要 5 行，但只有 2 行。请增加数据或减少分量数。')
  })

  it('says one of a kind in the singular', () => {
    const tooFew = { code: 'too-few-rows', message: '', fields: { rows: 1, required: 2, components: 2 } }
    expect(errorText(tooFew, 'en', translator('en'))).toContain('at least 2 rows, but there is 1. Add rows')
    expect(errorText(tooFew, 'zh', translator('zh'))).toContain('但只有 1 行。')
    const nonFinite = (count: number) => errorText({ code: 'non-finite-values', message: '', fields: { count } }, 'en', translator('en'))
    expect(nonFinite(1)).toBe('1 value is not a finite number. Leave its row out in Data.')
    expect(nonFinite(3)).toBe('3 values are not finite numbers. Leave those rows out in Data.')
  })

  it('names the file that an error is about', () => {
    const error = { code: 'empty-file', message: '', fields: { path: 'visits.csv' } }
    expect(errorText(error, 'en', translator('en'))).toBe('visits.csv is empty (0 bytes). Export it again from where it came from.')
    expect(errorText(error, 'zh', translator('zh'))).toBe('visits.csv 是空文件（0 字节）。请重新导出该文件。')
    expect(errorText({ ...error, code: 'upload-failed', fields: { file: 'big.csv' } }, 'en', translator('en'))).toMatch(/^big\.csv did not reach/)
  })

  it('falls back to the sentence of the engine for an unknown code or a missing field', () => {
    const t = translator('zh')
    expect(errorText({ code: 'brand-new', message: 'The engine says so.', fields: {} }, 'zh', t)).toBe('The engine says so.')
    expect(errorText({ code: 'too-few-rows', message: 'Only two rows.', fields: { rows: 2 } }, 'zh', t)).toBe('Only two rows.')
    expect(errorText({ code: 'toString', message: 'Odd code.', fields: {} }, 'en', t)).toBe('Odd code.')
  })
})

describe('passedOverText', () => {
  const native = { backend: 'tensorflow', code: 'not-installed', reason: '@tensorflow/tfjs-node is not installed', remedy: 'Run it.' }

  it('has a text for every obstacle that a backend can meet here', () => {
    expect(obstacleCodes()).toEqual(expect.arrayContaining(['no-adapter', ...neverMet]))
    for (const locale of locales) expect([...Object.keys(messages[locale].backends), ...neverMet].sort()).toEqual([...obstacleCodes()].sort())
  })

  it('names the package and the command in the chosen language', () => {
    const install = 'npm install --ignore-scripts @tensorflow/tfjs-node@4.22.0 && npx mixtura-install-tensorflow'
    expect(passedOverText(native, translator('en'))).toEqual({ text: `The package @tensorflow/tfjs-node is not installed. To install it, run ${install}.`, english: '' })
    expect(passedOverText(native, translator('zh'))).toEqual({ text: `没有安装软件包 @tensorflow/tfjs-node。要安装，请运行 ${install}。`, english: '' })
  })

  it('keeps what another program said', () => {
    const failed = { backend: 'webgpu', code: 'not-started', reason: 'it could not be started (out of memory)', remedy: 'Update it.' }
    expect(passedOverText(failed, translator('zh'))).toEqual({ text: '无法启动。请更新该设备的驱动。', english: '(it could not be started (out of memory))' })
  })

  it('is the English of the library for a code without a text', () => {
    const english = '@tensorflow/tfjs-node is not installed. Run it.'
    for (const code of [null, 'brand-new', 'toString']) expect(passedOverText({ ...native, code }, translator('zh'))).toEqual({ text: '', english })
  })
})

describe('createFormats', () => {
  const formats = createFormats('en')

  it('never drops a digit before the point', () => {
    expect(formats.decimal(466_671)).toBe('466,671')
    expect(formats.decimal(3.487783)).toBe('3.4878')
    expect(formats.cell(466_671.25)).toBe('466671.25')
  })

  it('writes very small, missing and negative values for people', () => {
    expect(formats.decimal(1.234e-7)).toBe('1.234E\u22127')
    expect(formats.decimal(null)).toBe('–')
    expect(formats.nats(-4.1554)).toBe('\u22124.1554')
    expect(formats.bytes(24_800)).toBe('24.8 kB')
  })

  it('writes times in the largest unit that fits', () => {
    const times = [0, 0.031, 0.42, 9.94, 12.4, 59.7, 90, 3599, 9000].map(formats.duration)
    expect(times).toEqual(['0 ms', '31 ms', '0.42 sec', '9.9 sec', '12 sec', '1 min', '1.5 min', '1 hr', '2.5 hr'])
  })

  it('writes results with one digit after the point from a thousand on', () => {
    expect([2322.2034, 123_456.78, 0.123456, 1e12, -4155.44].map(formats.measure)).toEqual(['2,322.2', '123,456.8', '0.12346', '1E12', '\u22124,155.4'])
  })
})
