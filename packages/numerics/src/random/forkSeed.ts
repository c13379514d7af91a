import { crc32 } from '../encoding/crc32.js'
import { createRandom } from './random.js'

/**
 * Derives the seed of one purpose from the seed of a whole, for functions that take a seed instead of a generator. The result is
 * hashed from both arguments, so that the purposes of one seed and those of neighbouring seeds have unrelated streams. Seeds made
 * by arithmetic such as `seed + 1` coincide with the seeds of other runs.
 *
 * @param seed a non-negative integer up to 2^53 - 1.
 * @param purpose name, such as 'encoder', or the index of a fork.
 * @returns a whole number below 2^32.
 * @throws {InvalidOptionError} for another seed.
 */
export function forkSeed(seed: number, purpose: string | number): number {
  const index = typeof purpose === 'number' ? purpose : crc32(new TextEncoder().encode(purpose))
  return createRandom(seed).fork(index).integer(2 ** 32)
}
