import type { FeedMatrix } from '@mixtura/tensor'
import type { SampleEncoding } from '../samples/prepareSamples.js'
import { neighbourAgreement, probeNeighbours } from './neighbourAgreement.js'

/** Partitions that a fit makes: a mixture of the columns, the first partition of the codes, and the refined one. */
export type PartitionName = 'plain' | 'partition' | 'refined'

/** One of the partitions among which the judgement chooses. */
export interface PartitionCandidate {
  readonly name: PartitionName
  /** [N] cluster of each row. */
  readonly labels: Int32Array
  /**
   * Agreement of neighbouring rows on their cluster: 1 if all agree, 0 at chance level. Neighbours are those of the scaled rows,
   * so partitions of different codes are comparable.
   */
  readonly agreement: number
}

/** Which partition a fit returns: the best by `judgePartitions`, or always that of the last stage. */
export type KeptPartition = 'best' | 'last'

/** Which partition a fit returns, and why. True labels are not used. */
export interface ClusteringJudgement {
  readonly kept: PartitionName
  /** One sentence. */
  readonly reason: string
  /** In the order in which they were made. 'plain' is absent if no mixture of the columns was fitted. */
  readonly candidates: readonly PartitionCandidate[]
  /**
   * Estimate of KL(rows ‖ plain mixture), nats per row: about 0 if the mixture explains the rows. Absent if there are too few
   * rows to estimate it.
   */
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
 * How far agreement may fall in refinement. The first partition is closer to the input space in which agreement is measured,
 * so a better refined partition may lose a little. On MNIST the share of agreeing neighbours is .924 for the true labels, .930
 * for the first partition and .924 for the better refined one. In runs where refinement did harm it fell by at least .027.
 */
const allowedFall = 0.015
/**
 * How much the agreement of the network's partition must exceed that of the plain mixture: `missed` if the mixture is known to
 * miss structure, `unknown` if its misfit could not be estimated.
 */
const requiredGain = { missed: 0.02, unknown: 0.05 }
/** Largest misfit, nats per row, of a mixture that explains the rows. Gaussian clusters stay below it for 150 and for 3,000 rows. */
const allowedMisfit = 0.25

/**
 * Chooses a partition:
 *
 *   1. Take the refined partition, unless its agreement is lower than that of the first partition by more than `allowedFall`.
 *   2. Take the plain mixture instead, unless both hold: its misfit is large or unknown, and the agreement of the network's
 *      partition is higher by at least `requiredGain`.
 *
 * Agreement alone is not enough for step 2: where Gaussian clusters overlap, neighbours disagree even in the right partition.
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

/** The rule of `judgePartitions`, applied to agreements. */
export function choose(agreements: Agreements, misfit: number | undefined): Choice {
  const ofNetwork = chooseOfNetwork(agreements)
  const { plain } = agreements
  if (plain === undefined) return ofNetwork
  if (misfit !== undefined && misfit <= allowedMisfit) {
    return { kept: 'plain', reason: `a mixture of the columns explains the rows (misfit of ${text(misfit)} nats per row)` }
  }
  const agreement = agreements[ofNetwork.kept] ?? 0
  const compared = `${text(agreement)} against ${text(plain)}`
  if (agreement < plain + (misfit === undefined ? requiredGain.unknown : requiredGain.missed)) {
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
