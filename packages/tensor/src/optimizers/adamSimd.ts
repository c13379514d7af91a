import type { AdamScalars } from './adamScalars.js'

/** Byte offsets of the arrays in a WebAssembly memory. */
export interface AdamOffsets {
  readonly value: number
  readonly gradient: number
  readonly mean: number
  readonly square: number
  readonly newValue: number
  readonly newMean: number
  readonly newSquare: number
}

/** Updates the first `count` numbers, a multiple of 4, directly in memory. */
export type AdamSimd = (offsets: AdamOffsets, count: number, scalars: AdamScalars) => void

type AdamFunction = (...offsetsAndScalars: number[]) => void

/** Each memory has its own instance of the module. */
const instances = new WeakMap<WebAssembly.Memory, AdamSimd>()

/** Adam's update, four numbers at a time, on the memory of another WebAssembly module, such as that of the wasm backend. */
export function adamSimd(memory: WebAssembly.Memory): AdamSimd {
  const known = instances.get(memory)
  if (known) return known
  const isShared = typeof SharedArrayBuffer !== 'undefined' && memory.buffer instanceof SharedArrayBuffer
  const module = new WebAssembly.Module(moduleBytes(isShared))
  const { adam } = new WebAssembly.Instance(module, { host: { memory } }).exports as unknown as { readonly adam: AdamFunction }
  const update: AdamSimd = (offsets, count, { beta1, beta2, rate, epsilon, keep }) => {
    const { value, gradient, mean, square, newValue, newMean, newSquare } = offsets
    if (count === 0) return
    adam(value, gradient, mean, square, newValue, newMean, newSquare, 4 * count, beta1, 1 - beta1, beta2, 1 - beta2, rate, epsilon, keep)
  }
  instances.set(memory, update)
  return update
}

/** Names of the parameters of the function, then of its locals, in the order of their indices. */
const parameters = ['value', 'gradient', 'mean', 'square', 'newValue', 'newMean', 'newSquare', 'end'] as const
const scalars = ['beta1', 'rest1', 'beta2', 'rest2', 'rate', 'epsilon', 'keep'] as const
type Array4 = Exclude<(typeof parameters)[number], 'end'>
type Scalar = (typeof scalars)[number]
const local = (name: (typeof parameters)[number]): number => parameters.indexOf(name)
const scalarLocal = (name: Scalar): number => parameters.length + scalars.indexOf(name)
const counter = parameters.length + scalars.length
const splatLocal = (name: Scalar): number => counter + 1 + scalars.indexOf(name)
const [g, m, s] = [0, 1, 2].map(i => counter + 1 + scalars.length + i)

/* Opcodes: WebAssembly core specification 2.0, sec. 5.4. */
const get = (index: number): number[] => [0x20, index]
const set = (index: number): number[] => [0x21, index]
const i32Add = 0x6a
const simd = (opcode: number): number[] => [0xfd, ...leb128(opcode)]
const splat = simd(0x13)
const [sqrt, add, sub, mul, div] = [0xe3, 0xe4, 0xe5, 0xe6, 0xe7].map(simd)
const [i32, f32, v128] = [0x7f, 0x7d, 0x7b]

const place = (array: Array4): number[] => [...get(local(array)), ...get(counter), i32Add]
const load = (array: Array4): number[] => [...place(array), ...simd(0x00), 2, 0]
const store = (array: Array4, values: readonly number[]): number[] => [...place(array), ...values, ...simd(0x0b), 2, 0]
/** Code of the two operands, then of the operation. */
const calculate = (left: readonly number[], operation: readonly number[], right: readonly number[]): number[] => [...left, ...right, ...operation]
const all = (name: Scalar): number[] => get(splatLocal(name))

/** Body of the function. `load` and `store` access memory at the counter, in bytes. */
const code: readonly number[] = [
  ...scalars.flatMap(name => [...get(scalarLocal(name)), ...splat, ...set(splatLocal(name))]),
  ...[0x03, 0x40], // loop
  ...load('gradient'), ...set(g),
  // m = β₁ m + (1 - β₁) g
  ...calculate(calculate(all('beta1'), mul, load('mean')), add, calculate(all('rest1'), mul, get(g))), ...set(m),
  // s = β₂ s + (1 - β₂) g²
  ...calculate(calculate(all('beta2'), mul, load('square')), add, calculate(all('rest2'), mul, calculate(get(g), mul, get(g)))), ...set(s),
  ...store('newMean', get(m)),
  ...store('newSquare', get(s)),
  // p = keep · p - rate · m / (√s + ε)
  ...store('newValue', calculate(
    calculate(all('keep'), mul, load('value')),
    sub,
    calculate(calculate(all('rate'), mul, get(m)), div, calculate([...get(s), ...sqrt], add, all('epsilon'))),
  )),
  ...get(counter), ...[0x41, 16], i32Add, ...set(counter), // counter += 16
  ...get(counter), ...get(local('end')), ...[0x49, 0x0d, 0], // repeat while counter < end
  ...[0x0b, 0x0b],
]

/** The module: it imports host.memory and exports adam. */
function moduleBytes(isShared: boolean): Uint8Array<ArrayBuffer> {
  const types = [...parameters.map(() => i32), ...scalars.map(() => f32)]
  // Shared memory must be imported with a maximum size; this is the largest possible one.
  const limits = isShared ? [3, 0, ...leb128(65536)] : [0, 0]
  const locals = [2, 1, i32, scalars.length + 3, v128]
  const body = [...locals, ...code]
  return Uint8Array.from([
    0, ...text('asm').slice(1), 1, 0, 0, 0,
    ...section(1, [1, 0x60, ...leb128(types.length), ...types, 0]),
    ...section(2, [1, ...text('host'), ...text('memory'), 2, ...limits]),
    ...section(3, [1, 0]),
    ...section(7, [1, ...text('adam'), 0, 0]),
    ...section(10, [1, ...leb128(body.length), ...body]),
  ])
}

function section(id: number, content: readonly number[]): number[] {
  return [id, ...leb128(content.length), ...content]
}

/** Encodes a text: its length, then its bytes. */
function text(name: string): number[] {
  return [name.length, ...new TextEncoder().encode(name)]
}

/** Encodes a number with seven bits per byte, least significant first. */
function leb128(value: number): number[] {
  return value < 128 ? [value] : [(value & 127) | 128, ...leb128(value >>> 7)]
}
