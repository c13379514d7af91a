/** The part of the compiler that is used. Its own types declare a console that conflicts with Node's. */
interface AssemblyScriptCompiler {
  main(
    flags: readonly string[],
    host: { readFile(name: string): string | null; writeFile(name: string, contents: unknown): void },
  ): Promise<{ readonly error: Error | null }>
}

/** Number of multiply-adds per chain in one call. */
const rounds = 10_000_000
/** Number of independent chains, which fit into registers: no multiply-add then waits for the one before it. */
const chains = 12

const source = `
export function run(rounds: i32): f64 {
  const factor = f64x2.splat(0.999999), term = f64x2.splat(1e-9)
  let a = f64x2.splat(1.0), b = a, c = a, d = a, e = a, f = a, g = a, h = a, i = a, j = a, k = a, l = a
  for (let round = 0; round < rounds; round++) {
    a = step(a, factor, term); b = step(b, factor, term); c = step(c, factor, term); d = step(d, factor, term)
    e = step(e, factor, term); f = step(f, factor, term); g = step(g, factor, term); h = step(h, factor, term)
    i = step(i, factor, term); j = step(j, factor, term); k = step(k, factor, term); l = step(l, factor, term)
  }
  const sum = f64x2.add(f64x2.add(f64x2.add(a, b), f64x2.add(c, d)), f64x2.add(f64x2.add(e, f), f64x2.add(g, h)))
  return f64x2.extract_lane(f64x2.add(sum, f64x2.add(f64x2.add(i, j), f64x2.add(k, l))), 0)
}
// @ts-ignore: decorator
@inline
function step(x: v128, factor: v128, term: v128): v128 {
  if (ASC_FEATURE_RELAXED_SIMD) return f64x2.relaxed_madd(x, factor, term)
  else return f64x2.add(f64x2.mul(x, factor), term)
}
`

/** The kernels that this host supports, and the peak of one thread. */
export interface WasmPeak {
  readonly kernels: 'wasm-relaxed-simd' | 'wasm-simd'
  /** GFLOP/s in WASM with all values in registers; a multiply-add counts as two. */
  readonly peak: number
}

export async function measurePeak(): Promise<WasmPeak> {
  const relaxed = await compile(['--enable', 'relaxed-simd'])
  const isRelaxed = WebAssembly.validate(relaxed)
  const binary = isRelaxed ? relaxed : await compile([])
  const { instance } = await WebAssembly.instantiate(binary)
  const run = instance.exports.run as (rounds: number) => number
  run(rounds / 10)
  let best = Infinity
  for (let repetition = 0; repetition < 5; repetition++) {
    const begin = performance.now()
    run(rounds)
    best = Math.min(best, performance.now() - begin)
  }
  return { kernels: isRelaxed ? 'wasm-relaxed-simd' : 'wasm-simd', peak: (rounds * chains * 2 * 2) / best / 1e6 }
}

async function compile(flags: readonly string[]): Promise<Uint8Array<ArrayBuffer>> {
  const compiler: string = 'assemblyscript/asc'
  const { default: asc } = (await import(compiler)) as { readonly default: AssemblyScriptCompiler }
  let binary: Uint8Array | undefined
  const { error } = await asc.main(['peak.ts', '--outFile', 'peak.wasm', '--enable', 'simd', ...flags, '--runtime', 'stub', '-O3'], {
    readFile: name => (name === 'peak.ts' ? source : null),
    writeFile: (name, contents) => {
      if (name === 'peak.wasm') binary = contents as Uint8Array
    },
  })
  if (error ?? !binary) throw error ?? new Error('the kernel of the peak did not compile')
  return Uint8Array.from(binary)
}
