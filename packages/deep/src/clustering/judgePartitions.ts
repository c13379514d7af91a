import type { FeedMatrix } from '@mixtura/tensor'
import type { SampleEncoding } from '../samples/prepareSamples.js'
import { neighbourAgreement, probeNeighbours } from './neighbourAgreement.js'

/** The ways in which a fit divides rows: a mixture of the columns, the first partition of the codes, and the refined one. */
export type PartitionName = 'plain' | 'partition' | 'refined'

export interface PartitionCandidate {
  readonly name: PartitionName
  /** [N] */
  readonly labels: Int32Array
  /**
   * How far neighbouring rows share a cluster: 1 if all do, 0 for what chance does. Neighbours are those of the scaled rows, so
   * partitions of different codes compare.
   */
  readonly agreement: number
}

/** What a fit returns: the partition that is judged best, or that of its last stage, whatever is thought of it. */
export type KeptPartition = 'best' | 'last'

/** Which partition a fit returns, and why. No label takes part in it. */
export interface ClusteringJudgement {
  readonly kept: PartitionName
  /** A sentence. */
  readonly reason: string
  /** In the order in which they were made; 'plain' is absent where there is none. */
  readonly candidates: readonly PartitionCandidate[]
  /** What the plain mixture misses of the rows, nats per row, about 0 if it explains them; absent where rows are too few to tell. */
  readonly plainMisfit?: number
}

export interface Judged {
  readonly labels: Readonly<Partial<Record<PartitionName, Int32Array>>>
  readonly plainMisfit?: number
  readonly keep: KeptPartition
  readonly matrix: FeedMatrix
  readonly scale: SampleEncoding
  readonly seed: number
  readonly signal?: AbortSignal
}

/**
 * How far agreement may fall in refinement. The first partition is nearer to the input space that agreement is taken in, so a
 * refined one that is better may lose a little: of MNIST's true labels the share of agreeing neighbours is .924, of its first
 * partition .930, of the better refined one .924. In runs that lost it fell by .027 and more.
 */
const allowedFall = 0.015
/**
 * By how much a network's partition has to agree better than the plain mixture's: where the mixture is known to miss structure,
 * and where that cannot be told.
 */
const requiredGain = { missed: 0.02, untold: 0.05 }
/** Nats per row up to which a plain mixture explains the rows. Gaussian clusters stay below it, of 150 rows as of 3,000. */
const allowedMisfit = 0.25

/**
 * Keeps a partition:
 *
 *   1. the refined one, unless neighbours agree in it less by more than `allowedFall` than in the first one;
 *   2. the plain mixture's instead, unless it misses structure of the rows, or cannot be judged, and neighbours agree more in
 *      the network's by at least `requiredGain`.
 *
 * Agreement alone would not do for the second: where Gaussian clusters cross, neighbours disagree in the right partition.
 */
export async function judgePartitions(judged: Judged): Promise<ClusteringJudgement> {
  const { matrix, scale, labels, plainMisfit, keep, seed, signal } = judged
  const neighbours = await probeNeighbours(matrix, { scale, seed, ...(signal ? { signal } : {}) })
  const candidates = (['plain', 'partition', 'refined'] as const).flatMap(name => {
    const own = labels[name]
    return own ? [{ name, labels: own, agreement: neighbourAgreement(own, neighbours) }] : []
  })
  const agreement = Object.fromEntries(candidates.map(candidate => [candidate.name, candidate.agreement])) as Partial<Record<PartitionName, number>>
  const best = choose(agreement, plainMisfit)
  const { kept, reason } = keep === 'best' ? best : { kept: candidates[candidates.length - 1].name, reason: `keep: 'last' asks for it; otherwise '${best.kept}': ${best.reason}` }
  return { kept, reason, candidates, ...(plainMisfit === undefined ? {} : { plainMisfit }) }
}

interface Choice {
  readonly kept: PartitionName
  readonly reason: string
}

type Agreements = Readonly<Partial<Record<PartitionName, number>>>

const text = (value: number): string => value.toFixed(3)

/** The rule of `judgePartitions`, on agreements. */
export function choose(agreements: Agreements, misfit: number | undefined): Choice {
  const ofNetwork = chooseOfNetwork(agreements)
  const { plain } = agreements
  if (plain === undefined) return ofNetwork
  if (misfit !== undefined && misfit <= allowedMisfit) {
    return { kept: 'plain', reason: `a mixture of the columns explains the rows (misfit of ${text(misfit)} nats per row)` }
  }
  const agreement = agreements[ofNetwork.kept] ?? 0
  const compared = `${text(agreement)} against ${text(plain)}`
  if (agreement < plain + (misfit === undefined ? requiredGain.untold : requiredGain.missed)) {
    return { kept: 'plain', reason: `neighbours do not agree clearly more in the network's partition than in that of a mixture of the columns (${compared})` }
  }
  return { kept: ofNetwork.kept, reason: `neighbours agree more than in the partition of a mixture of the columns (${compared}), and ${ofNetwork.reason}` }
}

function chooseOfNetwork({ partition = 0, refined }: Agreements): Choice {
  if (refined === undefined) return { kept: 'partition', reason: 'there was no refinement' }
  const compared = `the agreement of neighbours (${text(partition)} before, ${text(refined)} after)`
  return refined >= partition - allowedFall
    ? { kept: 'refined', reason: `refinement kept ${compared}` }
    : { kept: 'partition', reason: `refinement lowered ${compared}` }
}
