import { existsSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { workplace } from '../testing/mixtura.js'

const { run, file, path } = workplace()

/** More text than a pipe holds. */
const long = file('long.csv', `waiting,eruptions\n${Array.from({ length: 20_000 }, (_, row) => `${50 + (row % 40)},${2 + (row % 30) / 10}`).join('\n')}\n`)
const closeEarly = { onOutput: (child: { readonly stdout: { destroy(): unknown } | null }) => void child.stdout?.destroy() }

describe('a reader that closes the pipe', () => {
  it('ends a command that only prints, without a complaint', async () => {
    expect(await run(['fit', 'old-faithful.csv', '--components', '2', '--model', 'geyser.mixtura', '-q'])).toMatchObject({ code: 0 })
    expect(await run(['predict', long, '--model', 'geyser.mixtura'], closeEarly)).toMatchObject({ code: 0, stderr: '' })
  })

  it('does not keep a fit from making its files', async () => {
    const args = ['fit', 'old-faithful.csv', '--components', '2', '--json', '--model', 'kept.mixtura', '--out', 'kept.csv']
    expect(await run(args, closeEarly)).toMatchObject({ code: 0, stderr: 'Model saved: kept.mixtura\nTable written: kept.csv (272 rows)\n' })
    expect([existsSync(path('kept.mixtura')), existsSync(path('kept.csv')), existsSync(path('kept.mixtura.checkpoint'))]).toEqual([true, true, false])
  })
})
