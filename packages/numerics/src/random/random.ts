import { InvalidOptionError } from '../errors.js'
import { requireSeed } from '../validation/options.js'

/** A seeded random generator. Every function that draws takes one as an argument; there is no global generator. */
export interface Random {
  /** A uniform number on [0, 1) with 53 bits. */
  uniform(): number
  /** A standard normal number. */
  normal(): number
  /** A uniform integer on [0, bound). */
  integer(bound: number): number
  /** An independent generator for each `index`. The parent's own sequence does not change. */
  fork(index: number): Random
}

/**
 * Makes a xoshiro128** generator seeded by splitmix32. The same seed gives the same numbers on every platform.
 *
 * @param seed a non-negative integer up to 2^53 - 1.
 * @throws {InvalidOptionError} for another seed.
 * @see Blackman & Vigna, Scrambled Linear Pseudorandom Number Generators (2021).
 */
export function createRandom(seed: number): Random {
  requireSeed(seed)
  return createFromWords(seed >>> 0, Math.floor(seed / 2 ** 32) >>> 0)
}

function createFromWords(low: number, high: number): Random {
  const next = splitmix32(low ^ Math.imul(high, 0x9e3779b1))
  let s0 = next() ^ high
  let s1 = next()
  let s2 = next()
  let s3 = next() | 1 // never all zero
  let spareNormal: number | undefined

  function bits(): number {
    const scrambled = Math.imul(rotateLeft(Math.imul(s1, 5), 7), 9) >>> 0
    const shifted = s1 << 9
    s2 ^= s0
    s3 ^= s1
    s1 ^= s2
    s0 ^= s3
    s2 ^= shifted
    s3 = rotateLeft(s3, 11)
    return scrambled
  }

  function uniform(): number {
    return ((bits() >>> 5) * 2 ** 26 + (bits() >>> 6)) / 2 ** 53
  }

  /** Marsaglia's polar method. The second value of each pair is kept for the next call. */
  function normal(): number {
    if (spareNormal !== undefined) {
      const value = spareNormal
      spareNormal = undefined
      return value
    }
    for (;;) {
      const u = 2 * uniform() - 1
      const v = 2 * uniform() - 1
      const squared = u * u + v * v
      if (squared === 0 || squared >= 1) continue
      const factor = Math.sqrt((-2 * Math.log(squared)) / squared)
      spareNormal = v * factor
      return u * factor
    }
  }

  return {
    uniform,
    normal,
    integer: bound => {
      if (Number.isSafeInteger(bound) && bound > 0) return Math.floor(uniform() * bound)
      throw new InvalidOptionError('bound', 'a whole number of at least 1', bound, 'Pass one more than the largest integer wanted.')
    },
    fork: index => {
      if (!Number.isSafeInteger(index)) throw new InvalidOptionError('index', 'a whole number', index, 'Pass for example 0.')
      // The index is mixed, not added: fork(a).fork(b) must differ from fork(b).fork(a) and from the generator of any other seed.
      const childLow = mix(low + Math.imul(index + 1, 0x9e3779b9))
      return createFromWords(childLow, mix(high ^ childLow))
    },
  }
}

function splitmix32(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x9e3779b9) | 0
    return mix(state)
  }
}

/** A permutation of the 32-bit words in which every input bit changes about half of the output bits. */
function mix(word: number): number {
  let mixed = word ^ (word >>> 16)
  mixed = Math.imul(mixed, 0x21f0aaad)
  mixed ^= mixed >>> 15
  mixed = Math.imul(mixed, 0x735a2d97)
  return mixed ^ (mixed >>> 15)
}

function rotateLeft(word: number, count: number): number {
  return (word << count) | (word >>> (32 - count))
}
