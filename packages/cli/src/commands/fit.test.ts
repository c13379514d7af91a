import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { workplace } from '../testing/mixtura.js'

const { run, file, path } = workplace()

const incomplete = file('incomplete.csv', `x,y\n${Array.from({ length: 40 }, (_, row) => `${row % 2 ? 5 + (row % 7) / 3 : (row % 5) / 3},${row === 3 ? '' : (row * 7) % 11}`).join('\n')}\n`)

describe('fit', () => {
  it('fits, saves the model, and writes the table with the group of each row', async () => {
    const { code, stdout, stderr } = await run(['fit', 'old-faithful.csv', '--components', '2', '--model', 'geyser.mixtura', '--out', 'groups.csv'])
    expect(code).toBe(0)
    expect(stdout).toContain('Gaussian mixture, fitted to 272 rows of eruptions, waiting\n')
    // The maximum of the likelihood, as mclust gives it: BIC -2322.192 with its sign.
    expect(stdout).toMatch(/ {2}BIC +2322\.19\n/)
    expect(stderr).toBe('Model saved: geyser.mixtura\nTable written: groups.csv (272 rows)\n')
    expect(readFileSync(path('groups.csv'), 'utf8').split('\n').slice(0, 3)).toEqual(['eruptions,waiting,group', '3.6,79,0', '1.8,54,1'])
    expect(existsSync(path('geyser.mixtura.checkpoint'))).toBe(false)
  })

  it('reads a pipe, and answers in JSON lines', async () => {
    const { stdout, code } = await run(['fit', '--components', '2', '--json', '--columns', 'waiting'], { input: readFileSync(path('old-faithful.csv'), 'utf8') })
    expect(code).toBe(0)
    const events = stdout.trimEnd().split('\n').map(line => JSON.parse(line) as Record<string, unknown>)
    expect(events.at(-1)).toMatchObject({ event: 'result', rows: 272, columns: ['waiting'], options: { components: 2 }, facts: { components: 2, converged: true } })
    expect(events.slice(0, -1).every(({ event, phase }) => event === 'progress' && typeof phase === 'string')).toBe(true)
  })

  it('prints its result alone with --json and --quiet, also if rows are left out and nothing converged', async () => {
    const args = ['fit', incomplete, '--components', '3', '--max-iterations', '1', '--omit-missing', '--model', 'quiet.mixtura', '--json', '--quiet']
    const { code, stdout, stderr } = await run(args)
    expect([code, stderr]).toEqual([0, ''])
    expect(stdout.endsWith('}\n')).toBe(true)
    expect(JSON.parse(stdout)).toMatchObject({ event: 'result', model: 'quiet.mixtura', facts: { components: 3 } })
  })

  it('fits a table that stays on disk as one in memory, and says so', async () => {
    const args = ['old-faithful.csv', '--components', '2', '--standardize', '--out']
    const inMemory = await run(['fit', ...args, 'memory.csv'])
    const onDisk = await run(['fit', ...args, 'disk.csv', '--memory-limit', '0', '--model', 'disk.mixtura'])
    const notice = 'The table is larger than its share of the free memory (a quarter, or --memory-limit). It stays on disk, and each pass reads it.\n'
    expect([onDisk.code, onDisk.stderr]).toEqual([0, `${notice}Model saved: disk.mixtura\nTable written: disk.csv (272 rows)\n`])
    const factsOf = (text: string): string => text.split('\n').filter(line => !/ICL|terations/.test(line)).join('\n')
    expect(factsOf(onDisk.stdout)).toBe(factsOf(inMemory.stdout))
    expect(readFileSync(path('disk.csv'), 'utf8')).toBe(readFileSync(path('memory.csv'), 'utf8'))
    const predicted = await run(['predict', 'old-faithful.csv', '--model', 'disk.mixtura', '--memory-limit', '0'])
    expect(predicted).toMatchObject({ code: 0, stdout: readFileSync(path('disk.csv'), 'utf8') })
  })

  it('selects by a criterion that asks for every row, which are read from disk for it', async () => {
    const args = ['select', 'old-faithful.csv', '--components', '1..2', '--criterion', 'icl']
    const onDisk = await run([...args, '--memory-limit', '0'])
    expect(onDisk.code).toBe(0)
    expect(onDisk.stdout).toBe((await run(args)).stdout)
  })

  it('selects on disk, and reads what needs memory', async () => {
    const selected = await run(['select', 'old-faithful.csv', '--components', '1..3', '--covariance', 'diag', '--memory-limit', '0'])
    expect([selected.code, selected.stderr.split('.')[0]]).toEqual([0, 'The table is larger than its share of the free memory (a quarter, or --memory-limit)'])
    const robust = await run(['fit', 'old-faithful.csv', '--family', 'student-mixture', '--components', '2', '--memory-limit', '0'])
    expect([robust.code, robust.stderr]).toEqual([0, 'The table is larger than its share of the free memory (a quarter, or --memory-limit), but this fit of the family student-mixture needs all rows in memory. They are read.\n'])
  })

  it('learns known classes, and says nothing if it is to be quiet', async () => {
    const args = ['fit', 'iris.csv', '--family', 'mixture-classifier', '--label', 'species', '--method', 'EDDA', '--quiet', '--out', 'species.json']
    expect(await run(args)).toEqual({ code: 0, stdout: '', stderr: '' })
    const rows = JSON.parse(readFileSync(path('species.json'), 'utf8')) as { species: string; group: string }[]
    // mclust's EDDA errs in 2 % to 3 % of these rows.
    expect(rows.filter(({ species, group }) => species !== group).length).toBeLessThan(6)
  })

  it('ends with 4 if it did not converge and has to, and saves the model all the same', async () => {
    const ended = await run(['fit', 'old-faithful.csv', '--max-iterations', '2', '--components', '6', '--strict', '--model', 'hasty.mixtura'])
    expect(ended.code).toBe(4)
    expect(ended.stderr).toContain('The fit did not converge. Allow more iterations, or a larger tolerance.\n')
    expect(existsSync(path('hasty.mixtura'))).toBe(true)
  })

  it('says which column it does not use because some of its cells are words, and uses it if they are missing cells', async () => {
    const rows = Array.from({ length: 40 }, (_, row) => `${row % 2 ? 20 + (row % 7) : 60 + (row % 5)};${row % 3},5;Z${row}`)
    const words = file('words.csv', ['age;pay;id', ...rows.with(3, 'k.A.;1,5;Z3')].join('\n'))
    const without = await run(['fit', words, '--components', '1'])
    expect(without.stderr).toBe('The column "age" is not used. 1 of 40 cells is no number, first "k.A." (line 5). Correct the file, or say that they are missing: --na-values "k.A.".\n')
    expect(without.stdout).toContain('fitted to 40 rows of pay\n')
    const withAge = await run(['fit', words, '--components', '1', '--na-values', 'k.A.', '--omit-missing'])
    expect(withAge).toMatchObject({ stderr: '1 row with missing cells left out.\n', stdout: expect.stringContaining('fitted to 39 rows of age, pay\n') as string })
    expect((await run(['fit', words, '--components', '1', '--columns', 'pay'])).stderr).toBe('')
    expect(await run(['fit', words, '--columns', 'age'])).toMatchObject({
      code: 3,
      stderr: 'mixtura: The column "age" is no column of numbers. 1 of 40 cells is no number, first "k.A." (line 5). Correct the file, or say that they are missing: --na-values "k.A.".\n',
    })
    const twoWays = file('two-ways.csv', `a;b\n${Array.from({ length: 20 }, (_, row) => `1.${200 + row};${row}`).join('\n')}`)
    expect(await run(['fit', twoWays, '--columns', 'a'])).toMatchObject({
      code: 3,
      stderr: 'mixtura: The column "a" is no column of numbers. "1.200" (row 1) is 1200 if "." sets off thousands, and 1.200 if it sets off decimals. Say which: --thousands "." or --decimal ".".\n',
    })
  })

  it('integrates missing cells out or leaves their rows out, if it is asked to', async () => {
    const omitted = await run(['fit', incomplete, '--components', '2', '--omit-missing', '--model', 'complete.mixtura'])
    expect(omitted).toMatchObject({ code: 0, stderr: '1 row with missing cells left out.\nModel saved: complete.mixtura\n' })
    expect(await run(['fit', incomplete, '--components', '2', '--missing', 'marginalize', '--model', 'open.mixtura', '-q'])).toMatchObject({ code: 0, stderr: '' })
    const { stdout } = await run(['predict', incomplete, '--model', 'open.mixtura', '--json'])
    expect(stdout.trimEnd().split('\n').map(line => typeof (JSON.parse(line) as { group: unknown }).group)).toEqual(new Array(40).fill('number'))
    expect((await run(['predict', incomplete, '--model', 'complete.mixtura'])).stderr).toMatch(/^mixtura: The column "y" has 1 missing cell, first in row 4\./)
  })
})

describe('standardised columns', () => {
  it('keep their scaling in the model: columns as they are get the same groups', async () => {
    const args = ['fit', 'old-faithful.csv', '--components', '2', '--standardize', '--model', 'scaled.mixtura', '--out', 'scaled.csv', '--json', '-q']
    const { code, stdout } = await run(args)
    expect(code).toBe(0)
    const predicted = await run(['predict', 'old-faithful.csv', '--model', 'scaled.mixtura'])
    expect(predicted).toEqual({ code: 0, stdout: readFileSync(path('scaled.csv'), 'utf8'), stderr: '' })
    // Full covariances follow every scaling, and criteria are those of the columns' own units.
    const { bic } = (JSON.parse(stdout) as { facts: { bic: number } }).facts
    expect(Math.abs(bic - 2322.19)).toBeLessThan(0.1)
    const drawn = (await run(['sample', '--model', 'scaled.mixtura', '--count', '200', '--json'])).stdout.trimEnd().split('\n').map(line => JSON.parse(line) as { waiting: number })
    expect(Math.abs(drawn.reduce((sum, { waiting }) => sum + waiting / 200, 0) - 70.9)).toBeLessThan(5)
  })

  it('may have missing cells if the fit takes them: the other cells give the scaling', async () => {
    const fitted = async (...flags: readonly string[]): Promise<{ readonly meanLogLikelihood: number }> => {
      const { code, stdout, stderr } = await run(['fit', incomplete, '--components', '2', '--missing', 'marginalize', '--model', 'holed.mixtura', '--json', '-q', ...flags])
      expect([code, stderr]).toEqual([0, ''])
      return (JSON.parse(stdout) as { facts: { meanLogLikelihood: number } }).facts
    }
    const [scaled, unscaled] = [await fitted('--standardize'), await fitted()]
    expect(Math.abs(scaled.meanLogLikelihood - unscaled.meanLogLikelihood)).toBeLessThan(1e-3)
    expect((await run(['fit', incomplete, '--components', '2', '--standardize'])).stderr).toMatch(/^mixtura: The column "y" has 1 missing cell, first in row 4\./)
  })
})

describe('images', () => {
  /** Four images of 4 x 4 pixels, dark on the left and bright on the right. */
  const pixels = Array.from({ length: 4 }, (_, row) => Array.from({ length: 16 }, (_, at) => (at % 4 < 2 ? 10 + row : 200 + ((at + row) % 5)))).flat()
  writeFileSync(path('images-idx3-ubyte'), Uint8Array.of(0, 0, 8, 3, 0, 0, 0, 4, 0, 0, 0, 4, 0, 0, 0, 4, ...pixels))
  const table = file('pixels.csv', `${Array.from({ length: 16 }, (_, at) => `p${at}`).join(',')}\n${Array.from({ length: 4 }, (_, row) => pixels.slice(16 * row, 16 * row + 16).join(',')).join('\n')}\n`)

  it.each([
    ['of an IDX file', ['images-idx3-ubyte']],
    ['of the columns of a table', [table, '--image-shape', '4x4']],
  ])('are segmented: %s', async (_, operands) => {
    const { code, stdout, stderr } = await run(['fit', ...operands, '--family', 'segmentation', '--components', '2', '--json', '-q'])
    expect([code, stderr]).toEqual([0, ''])
    expect(JSON.parse(stdout)).toMatchObject({ kind: 'segmentation', rows: 4, facts: { components: 2, fittedPixels: 64 } })
  })

  it.each<[readonly string[], number, string]>([
    [['--image-shape', '4x5'], 3, 'Images of 4x5x1 have 20 pixels and channels together, but 16 columns of numbers were chosen. Choose the columns of the pixels with --columns, or another --image-shape.'],
    [['--image-shape', '4'], 2, '--image-shape must be a height, a width and perhaps a number of channels, but it is 4. Write for example --image-shape 28x28 or --image-shape 32x32x3.'],
  ])('are refused with %j', async (args, code, message) => {
    expect(await run(['fit', table, '--family', 'segmentation', ...args])).toEqual({ code, stdout: '', stderr: `mixtura: ${message}\n` })
  })
})

describe('backends and threads', () => {
  it('change no bit of a mixture', async () => {
    const fitted = async (...args: readonly string[]) => (await run(['fit', 'old-faithful.csv', '--components', '2', '--json', '-q', ...args])).stdout
    expect(await fitted('--threads', '1')).toBe(await fitted())
  })

  it('are used by a network', async () => {
    const network = ['--family', 'mixture-vae', '--code', '2', '--widths', '8', '--epochs', '1', '--pretraining-epochs', '1', '--json', '-q']
    const { code, stdout } = await run(['fit', 'iris.csv', ...network, '--backend', 'cpu', '--model', 'cpu.mixtura'])
    expect(code).toBe(0)
    expect(JSON.parse(stdout)).toMatchObject({ facts: { backend: 'cpu' } })
    expect((await run(['encode', 'iris.csv', '--model', 'cpu.mixtura', '--backend', 'wasm'])).code).toBe(0)
    expect(JSON.parse((await run(['fit', 'iris.csv', ...network, '--backend', 'wasm', '--threads', '1'])).stdout)).toMatchObject({ facts: { backend: 'wasm' } })
  })

  it.each<[readonly string[], number, string | RegExp]>([
    [['--backend', 'wasm'], 2, 'The family mixture runs without TensorFlow.js, on the processor, so there is no backend to choose. Leave out --backend.'],
    [['--family', 'student-mixture', '--threads', '2'], 2, 'Fits of the family student-mixture take no number of threads. Leave out --threads.'],
    [['--threads', '0'], 2, '--threads must be a whole number of at least 1, but it is 0. Write for example --threads 10.'],
    [['--family', 'mixture-vae', '--backend', 'wsm'], 2, 'There is no backend wsm. Did you mean wasm?'],
    [['--family', 'mixture-vae', '--backend', 'cpu', '--threads', '2'], 2, 'The backend cpu decides its threads itself. Leave out --threads, or choose --backend wasm.'],
  ])('are refused with %j', async (args, code, message) => {
    expect(await run(['fit', 'old-faithful.csv', ...args])).toEqual({ code, stdout: '', stderr: `mixtura: ${message}\n` })
  })
})

describe('fit refuses', () => {
  it.each<[string, readonly string[], number, string]>([
    ['a value out of range', ['--components', '0'], 2, '--components must be a whole number from 1 to 1000, but it is 0. The default is 3.'],
    ['a range where there is one number', ['--components', '1..10'], 2, '--components must be a whole number from 1 to 1000, but it is 1..10. The default is 3. To try several values, use mixtura select.'],
    ['a misspelt option', ['--component', '2', '--max-iteratons', '9'], 2, 'There is no option --max-iteratons here. Did you mean --max-iterations?'],
    ['an option of another family', ['--folds', '2'], 2, 'There is no option --folds here. Leave it out, or see --help.'],
    ['a file of no known format', ['--out', 'table.xlsx'], 2, 'table.xlsx has no known format. Let its name end in .csv, .parquet, .json or .ndjson.'],
    ['a table that the model cannot fill', ['--family', 'mixture-gan', '--out', 'groups.csv'], 2, 'With these options, models of the family mixture-gan give nothing to write to --out. Leave it out.'],
    ['a folder that is not there', ['--model', 'absent/m.mixtura'], 3, 'absent/m.mixtura cannot be written: its folder does not exist. Choose a folder that exists.'],
    ['to resume nothing', ['--model', 'new.mixtura', '--resume'], 2, 'There is no checkpoint in new.mixtura.checkpoint. Leave out --resume to begin anew.'],
    ['to resume nowhere', ['--resume'], 2, '--resume finds the checkpoint beside the file of --model or --out. Give the same as before.'],
    ['too many components', ['--components', '300'], 3, 'The table has 272 rows, but at least 300 are needed. Add rows, or ask for fewer components.'],
    ['a column that there is not', ['--columns', 'eruptions,height'], 3, 'There is no column "height". The columns are "eruptions", "waiting".'],
    ['classes that are not named', ['--family', 'mixture-classifier'], 3, 'The rows have no known classes. Choose the column that holds the class of each row. Name it: --label COLUMN.'],
  ])('%s', async (_, args, code, message) => {
    expect(await run(['fit', 'old-faithful.csv', ...args])).toEqual({ code, stdout: '', stderr: `mixtura: ${message}\n` })
  })

  it('missing cells', async () => {
    const message = 'The column "y" has 1 missing cell, first in row 4. Fill the cells, choose other --columns, leave out such rows with --omit-missing, or use the cells that they have with --missing marginalize.'
    expect(await run(['fit', incomplete])).toEqual({ code: 3, stdout: '', stderr: `mixtura: ${message}\n` })
  })

  it('in Chinese', async () => {
    const { stderr } = await run(['fit', 'old-faithful.csv', '--components', '300'], { env: { LC_ALL: 'zh_CN.UTF-8' } })
    expect(stderr).toBe('mixtura: 表有 272 行，但至少需要 300 行。请增加行，或减少分量数。\n')
  })
})
