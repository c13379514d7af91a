import { createRandom } from '@mixtura/numerics'
import { describe, expect, it } from 'vitest'
import type { CommandName, StudioApi } from './api.js'
import { commands } from './api.js'
import { createEngineClient } from './client.js'
import { decodeFrame, encodeFrame } from './codec.js'
import { fitRequestSchema } from './fit.js'
import { InvalidFrameError, ownLimits, requestLimits, requireBoundedFrame } from './frameBounds.js'
import { outcomeSchema } from './outcome.js'
import { serveEngine } from './serve.js'

/** Nested MessagePack headers. */
const nested = (head: readonly number[], bytes: number): Uint8Array => Uint8Array.from({ length: bytes }, (_, i) => head[i % head.length]!)

const hostile: Readonly<Record<string, Uint8Array>> = {
  'arrays of 2^32 - 1 in each other': nested([0xdd, 0xff, 0xff, 0xff, 0xff], 1_000),
  'arrays of 2^24 in each other': nested([0xdd, 0x01, 0x00, 0x00, 0x00], 1_000),
  'arrays of one in each other, a megabyte of them': nested([0x91], 2 ** 20),
  'maps of 2^32 - 1': nested([0xdf, 0xff, 0xff, 0xff, 0xff], 1_000),
  'maps as keys of maps': nested([0x81], 1_000),
  'a text of 4 GB': Uint8Array.of(0xdb, 0xff, 0xff, 0xff, 0xff, 0x61),
  'bytes of 4 GB': Uint8Array.of(0xc6, 0xff, 0xff, 0xff, 0xff, 0x61),
  'an array of float64 of 4 GB': Uint8Array.of(0xc9, 0xff, 0xff, 0xff, 0xf8, 2),
  'half a float64': Uint8Array.of(0xc7, 4, 2, 0, 0, 0, 0),
  'an extension of no type': Uint8Array.of(0xc7, 1, 99, 0),
  'a byte that is no head': Uint8Array.of(0xc1),
  'no bytes': new Uint8Array(0),
  'two values': Uint8Array.of(1, 2),
  'the key __proto__': encodeFrame(JSON.parse('{"__proto__":{"polluted":true}}')),
}

describe('a hostile frame', () => {
  it.each(Object.keys(hostile))('of %s is refused before it is unpacked', name => {
    const before = process.resourceUsage().maxRSS
    expect(() => decodeFrame(hostile[name]!)).toThrow(InvalidFrameError)
    // The frame has kilobytes, but its declared content would take hundreds of megabytes or more.
    expect(process.resourceUsage().maxRSS - before).toBeLessThan(50_000)
    expect(({} as { polluted?: boolean }).polluted).toBeUndefined()
  })

  it('names its limit', () => {
    const refusal = (frame: Uint8Array) => () => requireBoundedFrame(frame, requestLimits)
    expect(refusal(nested([0x91], 100))).toThrow(
      'frame: depth must be at most 16, but it is 17 or more. Send one whole message of the contract.',
    )
    expect(refusal(encodeFrame(new Array(1_000_001).fill(0)))).toThrow(
      'frame: values must be at most 1000000, but it is 1000002. Send one whole message of the contract.',
    )
    expect(refusal(new Uint8Array(2 ** 24 + 1))).toThrow(
      'frame: length must be at most 16777216 bytes, but it is 16777217. Send one whole message of the contract.',
    )
    expect(refusal(Uint8Array.of(0xdd, 0, 0, 0, 9, 1))).toThrow(
      'frame: content must be as long as its heads say, 9 bytes or more, but it is 1 bytes. Send one whole message of the contract.',
    )
  })

  it('that was a good one with any byte changed or cut is read or refused, never more', () => {
    const good = encodeFrame({ t: 'q', i: 'a', m: 'getFit', a: [{ fit: 'fit-1', numbers: Float64Array.of(1, 2), list: [1, -1, 2 ** 40, 0.5, null, true], deep: [[[{}]]] }] })
    for (let at = 0; at < good.length; at++) {
      for (const value of [0x00, 0x7f, 0x81, 0x9f, 0xc1, 0xc7, 0xc9, 0xdb, 0xdd, 0xdf, 0xff]) {
        const changed = Uint8Array.from(good)
        changed[at] = value
        expectReadOrRefused(changed)
      }
      expectReadOrRefused(good.subarray(0, at))
    }
  })

  it('of random bytes is read or refused', () => {
    const random = createRandom(5)
    for (let i = 0; i < 5_000; i++) expectReadOrRefused(Uint8Array.from({ length: random.integer(60) }, () => random.integer(256)))
  })
})

function expectReadOrRefused(frame: Uint8Array): void {
  try {
    decodeFrame(frame, ownLimits)
  } catch (error) {
    expect(error).toBeInstanceOf(InvalidFrameError)
  }
}

const answer = Symbol('answered')

/** An engine that accepts every request that it can read. `receive` takes raw frames. */
function agreeingEngine(onAnswer: (frame: Uint8Array) => void = () => undefined) {
  const api = Object.fromEntries(Object.keys(commands).map(name => [name, async () => String(answer)])) as unknown as StudioApi
  let receive: (frame: Uint8Array) => void = () => undefined
  const waiting = new Map<string, (result: unknown) => void>()
  serveEngine(
    {
      send(frame) {
        onAnswer(frame)
        const { i, r } = decodeFrame(frame) as { i: string; r: unknown }
        waiting.get(i)?.(r)
      },
      onFrame: listener => {
        receive = listener
        return () => undefined
      },
    },
    api,
  )
  let calls = 0
  const call = (method: string, request: unknown): Promise<unknown> =>
    new Promise(resolve => {
      const id = `call-${++calls}`
      waiting.set(id, resolve)
      receive(encodeFrame({ t: 'q', i: id, m: method, a: [request] }))
    })
  return { call, receive: (frame: Uint8Array) => receive(frame) }
}

const features = { dataset: 'dataset-1', columns: ['a', 'b'], scaling: 'none', missing: 'error', label: null }
const fit = {
  features,
  family: 'mixture',
  options: { components: 3, covarianceTypes: ['full', 'diag'], range: { minimum: 1, maximum: 3 } },
  view: { kind: 'principal' },
}

describe('requests', () => {
  it.each([
    ['family', { ...fit, family: 'x'.repeat(101) }, 'Too big: expected string to have <=100 characters'],
    ['options', { ...fit, options: 3 }, 'Invalid input: expected record, received number'],
    ['features.columns', { ...fit, features: { ...features, columns: ['a', 'a'] } }, 'must name each column once'],
    ['features.label', { ...fit, features: { ...features, label: 3 } }, 'Invalid input: expected string, received number'],
  ])('have the bounds of the window: %s', async (field, request, why) => {
    expect(fitRequestSchema.safeParse(fit).success).toBe(true)
    const outcome = outcomeSchema.parse(await agreeingEngine().call('startFit', request))
    expect(outcome).toEqual({
      ok: false,
      error: { code: 'invalid-request', message: `startFit: ${field}: ${why}.`, fields: { command: 'startFit', field } },
    })
  })

  it('of any form are answered or refused with a named error', async () => {
    const { call } = agreeingEngine()
    const random = createRandom(11)
    const odd = [null, true, '', 'x'.repeat(1000), 0, -1, 0.5, NaN, Infinity, 2 ** 53, -(2 ** 63), [], {}, Float64Array.of(1), [[[]]], { length: -1 }]
    const valid: Partial<Record<CommandName, object>> = {
      startFit: fit,
      getRows: { dataset: 'dataset-1', offset: 0, limit: 10 },
      assess: { features, family: fit.family, options: fit.options },
      estimateFit: { features, family: fit.family, options: fit.options },
      getScatter: { features, view: fit.view, fit: null, scores: true, densities: false, limit: 10 },
      getMemberships: { fit: 'fit-1', offset: 0, limit: 1, order: 'row', group: null, row: null },
      getCodes: { fit: 'fit-1', limit: 10 },
      getSamples: { fit: 'fit-1', count: 10, seed: 1, component: null, view: fit.view },
      getReconstructions: { fit: 'fit-1', count: 10, seed: 1 },
      exportFit: { fit: 'fit-1', content: 'csv' },
    }
    for (const name of Object.keys(commands)) {
      for (let i = 0; i < 60; i++) {
        const request = mutated(valid[name as CommandName] ?? odd[i % odd.length], odd, random)
        const outcome = outcomeSchema.parse(await call(name, request))
        if (!outcome.ok) expect(outcome.error.code).toBe('invalid-request')
        else expect(outcome.value).toBe(String(answer))
      }
    }
  })

  it.each([
    ['depth', 'at most 16, but it is 17 or more', JSON.parse(`${'['.repeat(30)}${']'.repeat(30)}`) as unknown],
    ['values', 'at most 1000000, but it is 1000010', new Array(1_000_000).fill(0)],
    ['length', 'at most 16777216 bytes, but it is 16777247', 'x'.repeat(2 ** 24)],
  ])('beyond the limits are answered: %s', async (part, why, request) => {
    expect(outcomeSchema.parse(await agreeingEngine().call('getFit', request))).toMatchObject({
      ok: false,
      error: {
        code: 'request-too-large',
        message: `What was asked is too large for the engine: its ${part} must be ${why}. Choose fewer columns.`,
      },
    })
  })

  it('that cannot be unpacked are answered where they have an id', async () => {
    const outcome = outcomeSchema.parse(await agreeingEngine().call('getFit', JSON.parse('{"__proto__":1}')))
    expect(outcome).toMatchObject({ ok: false, error: { code: 'invalid-request', message: expect.stringMatching(/^frame: content must be plain data/) as string } })
  })

  it('without an id that can be read have no answer', () => {
    const answers: Uint8Array[] = []
    const { receive } = agreeingEngine(frame => answers.push(frame))
    const deep = JSON.parse(`${'['.repeat(30)}${']'.repeat(30)}`) as unknown
    for (const frame of Object.values(hostile)) receive(frame)
    for (const message of [{ t: 'q', a: deep }, { t: 's', i: 'one', r: deep }, { t: 'q', i: 7, a: deep }, { t: 'q', i: 'x'.repeat(129), a: deep }, ['q', 'i', deep]]) {
      receive(encodeFrame(message))
    }
    const whole = encodeFrame({ t: 'q', i: 'one', m: 'getFit', a: deep })
    for (let length = 0; length < whole.length; length++) receive(whole.subarray(0, length))
    receive(Uint8Array.from([...whole, 0]))
    expect(answers).toEqual([])
    receive(whole)
    expect(answers).toHaveLength(1)
  })

  it('that the engine would refuse are refused before they leave', async () => {
    const { engine } = createEngineClient({
      send: () => undefined,
      onFrame: () => () => undefined,
      onState: listener => (listener({ kind: 'ready' }), () => undefined),
    })
    const columns = Array.from({ length: 17 }, (_, i) => `${i}`.repeat(2 ** 20))
    await expect(engine.startFit(fitRequestSchema.parse({ ...fit, features: { ...features, columns } }))).rejects.toMatchObject({
      code: 'request-too-large',
      message: expect.stringMatching(
        /^What was asked is too large for the engine: its length must be at most 16777216 bytes, but it is \d+\. Choose fewer columns\.$/,
      ) as string,
    })
  })
})

/** `value` with one random part replaced by one of the odd values. */
function mutated(value: unknown, odd: readonly unknown[], random: ReturnType<typeof createRandom>): unknown {
  const pick = (): unknown => odd[random.integer(odd.length)]
  if (typeof value !== 'object' || value === null || Object.keys(value).length === 0 || random.uniform() < 0.2) return pick()
  const names = Object.keys(value)
  const name = names[random.integer(names.length)]!
  const part = mutated((value as Record<string, unknown>)[name], odd, random)
  return Array.isArray(value) ? value.with(Number(name), part) : { ...value, [name]: part }
}
