import { crc32 } from 'node:zlib'

/** A damaged or manipulated file of a model or a checkpoint. */
export interface HostileFile {
  readonly what: string
  readonly bytes: Uint8Array
  /** Whether the file itself is damaged, so that every reader must refuse it. */
  readonly isDamaged: boolean
}

interface Header {
  readonly values: unknown
  readonly arrays: { readonly name: string; readonly shape: readonly number[] }[]
}

const preambleBytes = 28

/** JSON values that may replace any value of a header. */
const odd = [
  'null', 'true', '""', '"dense"', '"convolutional"', '"__proto__"', '0', '-1', '0.5', '7', '1e9', '4294967296', '1e15', '1e999', '-1e999', '[]', '{}', '[0]', '[-1]', '[1e9]',
  '[1e9,1e9]', '[0.5]', '[1e999]', '["a"]', '[[1]]', '{"kind":"dense","widths":[1e9]}', '{"kind":"dense","widths":[1e9,1e9]}', '{"kind":"unknown"}', '{"toString":1,"valueOf":1}',
  '{"kind":"convolutional","filters":[1e5],"window":1e5,"widths":[1e5]}', '{"__proto__":{"length":3}}', '{"length":1e15}', `${'['.repeat(60)}${']'.repeat(60)}`,
  `${'['.repeat(100_000)}${']'.repeat(100_000)}`, `${'{"a":'.repeat(100)}1${'}'.repeat(100)}`, `[${'1,'.repeat(20_000)}1]`, `{"kind":"dense","widths":[${'1,'.repeat(20_000)}1]}`,
]

/** Makes files cut at many lengths, files with flipped bits in the head, and files with changed headers and right checksums. */
export function* hostileFiles(bytes: Uint8Array): Generator<HostileFile> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const bodyAt = preambleBytes + view.getUint32(12, true)
  const step = Math.max(1, Math.floor(bytes.length / 150))
  for (let length = 0; length < bytes.length; length += length < preambleBytes ? 1 : step) {
    yield { what: `cut at ${length}`, bytes: bytes.subarray(0, length), isDamaged: true }
  }
  const flipStep = Math.max(1, Math.floor(bodyAt / 300))
  for (let at = 0; at < bodyAt; at += at < preambleBytes ? 1 : flipStep) {
    for (const bit of [0x01, 0x80]) {
      const changed = Uint8Array.from(bytes)
      changed[at] ^= bit
      yield { what: `bit ${bit} of byte ${at}`, bytes: changed, isDamaged: true }
    }
  }
  const text = new TextDecoder().decode(bytes.subarray(preambleBytes, bodyAt))
  const header = JSON.parse(text) as Header
  const body = bytes.subarray(bodyAt)
  const signed = (what: string, json: string, newBody = body): HostileFile => ({ what, bytes: sign(json, newBody), isDamaged: false })
  for (const path of paths(header)) {
    const marked = JSON.stringify(replaced(header, path, mark))
    for (const value of odd) {
      yield signed(`${path.join('.')} = ${value.slice(0, 40)}`, marked.replace(JSON.stringify(mark), () => value))
    }
    yield signed(`without ${path.join('.')}`, JSON.stringify(replaced(header, path, undefined)))
  }
  yield signed('a head that is a list', '[]')
  yield signed('a head that is no JSON', text.slice(1))
  yield signed('arrays in another order', JSON.stringify({ ...header, arrays: header.arrays.toReversed() }))
  yield signed('an array too many', JSON.stringify({ ...header, arrays: [...header.arrays, { name: 'more', shape: [0, 1e15] }] }))
  yield signed('100,000 arrays', JSON.stringify({ ...header, arrays: Array.from({ length: 100_000 }, (_, i) => ({ name: `${i}`, shape: [1] })) }))
  // What follows needs an array.
  if (header.arrays.length === 0) return
  yield signed('an array twice', JSON.stringify({ ...header, arrays: [...header.arrays, { name: header.arrays[0].name, shape: [0, 3] }] }))
  yield signed('an array too few', JSON.stringify({ ...header, arrays: header.arrays.slice(1) }), body.subarray(4 * sizeOf(header.arrays[0].shape)))
  for (const value of [NaN, Infinity, -Infinity]) {
    for (const at of [0, body.length - 4]) {
      const changed = Uint8Array.from(body)
      new DataView(changed.buffer).setFloat32(at, value, true)
      yield { ...signed(`${value} in the arrays`, text, changed), isDamaged: true }
    }
  }
}

/** Joins header and body with correct lengths and checksum. */
export function sign(json: string, body: Uint8Array): Uint8Array {
  const text = new TextEncoder().encode(json)
  const headerBytes = Math.ceil(text.length / 4) * 4
  const bytes = new Uint8Array(preambleBytes + headerBytes + body.length)
  bytes.set(new TextEncoder().encode('MIXTCKPT'))
  bytes.fill(0x20, preambleBytes, preambleBytes + headerBytes)
  bytes.set(text, preambleBytes)
  bytes.set(body, preambleBytes + headerBytes)
  const view = new DataView(bytes.buffer)
  view.setUint32(8, 2, true)
  view.setUint32(12, headerBytes, true)
  view.setFloat64(16, bytes.length, true)
  view.setUint32(24, crc32(bytes.subarray(preambleBytes), crc32(bytes.subarray(0, 24))), true)
  return bytes
}

/** Loads every hostile form of a file. Each must give a model, which is disposed, or an error with a code. */
export async function attack(bytes: Uint8Array, load: (bytes: Uint8Array) => unknown): Promise<{ readonly refused: number; readonly taken: readonly string[]; readonly faults: readonly string[] }> {
  let refused = 0
  const taken: string[] = []
  const faults: string[] = []
  for (const { what, bytes: hostile, isDamaged } of hostileFiles(bytes)) {
    try {
      const model = (await load(hostile)) as { dispose?(): void } | undefined
      model?.dispose?.()
      if (isDamaged) faults.push(`${what}: loaded`)
      else taken.push(what)
    } catch (error) {
      if (error instanceof Error && 'code' in error && /^[a-z]+(-[a-z]+)*$/.test(String(error.code)) && error.message.length < 5_000) refused++
      else faults.push(`${what}: ${String(error).slice(0, 300)}`)
    }
  }
  return { refused, taken, faults }
}

const mark = '\u0000here'

function* paths(value: unknown): Generator<readonly string[]> {
  if (typeof value !== 'object' || value === null) return
  // The first entries of a long list stand for all.
  for (const [name, inner] of Object.entries(value).slice(0, 24)) {
    yield [name]
    for (const rest of paths(inner)) yield [name, ...rest]
  }
}

function replaced(value: unknown, [name, ...rest]: readonly string[], by: unknown): unknown {
  const inner = rest.length === 0 ? by : replaced((value as Record<string, unknown>)[name], rest, by)
  return Array.isArray(value) ? value.with(Number(name), inner) : { ...(value as object), [name]: inner }
}

function sizeOf(shape: readonly number[]): number {
  return shape.reduce((product, size) => product * size, 1)
}
