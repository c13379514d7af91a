import { mkdir, readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { decodeFrame, encodeFrame } from '../contract/codec.js'
import { candidateSchema } from '../contract/fit.js'
import type { FitId } from '../contract/identifiers.js'
import { fitIdSchema } from '../contract/identifiers.js'
import { writeFileAtomically } from './atomicWrite.js'

const checkpointSchema = z.object({
  version: z.literal(2),
  fit: fitIdSchema,
  /** Time spent on fitting so far, in seconds. */
  seconds: z.number(),
  /** Finished candidates, in the order of the search. */
  finished: z.array(
    z.object({
      row: candidateSchema,
      fit: z
        .object({
          /** Result of `GaussianMixture.toJSON()`. */
          mixture: z.unknown(),
          converged: z.boolean(),
          collapsed: z.boolean(),
          iterations: z.number().int(),
          logLikelihoods: z.array(z.number()),
        })
        .nullable(),
    }),
  ),
  /** The state of the current candidate, as bytes that core wrote; null before its first iteration. */
  current: z.custom<Uint8Array>(value => value instanceof Uint8Array).nullable(),
})
export type Checkpoint = z.infer<typeof checkpointSchema>

/** The checkpoint files, one for each unfinished fit. They keep float64 numbers exactly. */
export class Checkpoints {
  readonly #folder: string

  constructor(folder: string) {
    this.#folder = join(folder, 'checkpoints')
  }

  async save(checkpoint: Checkpoint): Promise<void> {
    // The checkpoint is encoded before the first wait, because the fit continues meanwhile.
    const bytes = encodeFrame(checkpoint)
    await mkdir(this.#folder, { recursive: true })
    await writeFileAtomically(this.#path(checkpoint.fit), bytes)
  }

  /** Reads the checkpoint of a fit; null if the fit was interrupted before its first checkpoint. */
  async read(fit: FitId): Promise<Checkpoint | null> {
    const bytes = await readFile(this.#path(fit)).catch((error: unknown) => {
      if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null
      throw error
    })
    return bytes && checkpointSchema.parse(decodeFrame(bytes))
  }

  async remove(fit: FitId): Promise<void> {
    await rm(this.#path(fit), { force: true })
  }

  #path(fit: FitId): string {
    return join(this.#folder, `${fit}.msgpack`)
  }
}
