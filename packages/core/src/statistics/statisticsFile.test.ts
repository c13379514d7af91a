import { readPlainRecord, writePlainRecord } from '@mixtura/numerics'
import { expect, it } from 'vitest'
import { oldFaithful } from '../testing/oldFaithful.js'
import { randomMixture } from '../testing/randomMixture.js'
import { samplesSource } from './samplesSource.js'
import { decodeStatistics, encodeStatistics } from './statisticsFile.js'

const statistics = async (scatter: 'full' | 'diagonal') =>
  (await samplesSource(oldFaithful)).accumulate(randomMixture(scatter === 'full' ? 'full' : 'diag', { components: 3, columns: 2, seed: 1 }), { scatter })

it('restores statistics bit for bit', async () => {
  for (const scatter of ['full', 'diagonal'] as const) {
    const taken = await statistics(scatter)
    expect(decodeStatistics(encodeStatistics(taken))).toEqual(taken)
  }
})

it('refuses other kinds of bytes, damaged ones, and arrays of wrong length', async () => {
  const bytes = encodeStatistics(await statistics('full'))
  for (let at = 0; at < bytes.length; at += 7) {
    const changed = bytes.slice()
    changed[at]! ^= 1
    expect(() => decodeStatistics(changed)).toThrow(/^checkpoint: /)
  }
  expect(() => decodeStatistics(writePlainRecord({ kind: 'fitGaussianMixture', version: 1 }))).toThrow(
    'checkpoint: header must be one of sufficient statistics, but it is one of fitGaussianMixture. ' +
      'Read it with the version of Mixtura that wrote it, and give bytes that encodeStatistics made.',
  )
  const { version: _version, ...rest } = readPlainRecord(bytes) as Readonly<Record<string, never>>
  expect(() => decodeStatistics(writePlainRecord({ ...rest, version: 1 }))).toThrow('checkpoint: version must be 2, but it is 1. Read it with the version of Mixtura that wrote it')
  const short = { ...(await statistics('full')), counts: Float64Array.of(1) }
  expect(() => decodeStatistics(encodeStatistics(short))).toThrow(/^statistics.counts must be 3 numbers, but it is 1\. /)
})
