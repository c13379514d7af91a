import type { DrawOptions, GaussianMixture, ImputeOptions, MixtureParameters, SampleExplanations } from '@mixtura/core'
import type { Matrix } from '@mixtura/numerics'
import type { ScriptSource } from '../scripts/fitScript.js'
import type { FeatureRole, Label, TableFacts } from './table.js'

/**
 * What a model can do. Each capability is a method of this name, which is present if and only if the model has the capability.
 * Every `samples` is [N, D] in the units of the table.
 */
export interface Abilities {
  /** [N] group of each row, an index of `groups`; -1 is noise. */
  readonly predict?: (samples: Matrix) => Promise<Int32Array>
  /** [N, K] probability of each group given each row. Rows sum to 1, less the probability of noise. */
  readonly responsibilities?: (samples: Matrix) => Promise<Matrix>
  /** [N] log-density of each row, nats. */
  readonly logDensity?: (samples: Matrix) => Promise<Float64Array>
  /** [N] how unlike the rows of training each row is: the larger, the less it is like them. */
  readonly anomalyScore?: (samples: Matrix) => Promise<Float64Array>
  /** The rows with their missing cells (NaN) filled, [N, D]: with means given the known cells of each row, or with draws under a seed. */
  readonly impute?: (samples: Matrix, options?: ImputeOptions) => Promise<Matrix>
  /** Why each row belongs to its group, and how far it lies from it, column by column. The components of the explanation are the groups. */
  readonly explain?: (samples: Matrix) => Promise<SampleExplanations>
  /** [N, C] code of each row. */
  readonly encode?: (samples: Matrix) => Promise<Matrix>
  /** Rows [N, D] of codes [N, C]. */
  readonly decode?: (codes: Matrix) => Promise<Matrix>
  /** Each row as the model restores it, [N, D]. */
  readonly reconstruct?: (samples: Matrix) => Promise<Matrix>
  /**
   * [N, H W] group of each pixel, for rows that are images of H x W pixels: an index of `groups`, pixels in row-major order. Draw a row
   * as an image of one channel with the height and width of `table.imageShape`; `reconstruct` has the same segments in colour.
   */
  readonly segment?: (samples: Matrix) => Promise<Matrix>
  /** New rows, of one group or of all, and the group of each. */
  readonly sample?: (count: number, options?: DrawOptions) => Promise<GeneratedSamples>
  /** The fitted Gaussian mixture in the space of the table. */
  readonly mixture?: () => GaussianMixture
  /** The Gaussian mixture of the codes, in the space of `encode`. */
  readonly codeMixture?: () => GaussianMixture
  /**
   * The Gaussian mixture of the pixels of images, whose components are the groups: its columns are the channels and, if the place of a pixel
   * counts, its row and column in a scale of the model.
   */
  readonly pixelMixture?: () => GaussianMixture
  /** The components in the space of the table, to draw: covariances, or the scales of heavier tails. */
  readonly components?: () => MixtureParameters
  /** [D] what the groups are like, column by column. */
  readonly profiles?: () => readonly ColumnProfile[]
}

/** What the groups are like in one column. */
export interface ColumnProfile {
  readonly name: string
  readonly role: FeatureRole
  /** [L] names of the levels; null for numbers and counts. */
  readonly levels: readonly string[] | null
  /** [K] */
  readonly groups: readonly GroupProfile[]
}

/** One column in one group. */
export interface GroupProfile {
  /** [L] the probability of each level, or [1] the mean of numbers and counts, in the units of the column. */
  readonly estimates: readonly ProfileEstimate[]
  /** Standard deviation of numbers and counts in the group; null for levels. */
  readonly standardDeviation: number | null
  /** How much the column tells the group from all rows, nats: 0 is nothing. */
  readonly divergence: number
}

/** An estimate with its standard error and the ends of its 95 % interval; all null for one that has none, such as a probability of 0. */
export interface ProfileEstimate {
  readonly estimate: number
  readonly standardError: number | null
  readonly lower: number | null
  readonly upper: number | null
}

/** Name of a method that a fitted model may have. */
export type Capability = keyof Abilities

/** All capabilities, in the order in which they are shown. */
export const capabilities = [
  'predict',
  'responsibilities',
  'logDensity',
  'anomalyScore',
  'impute',
  'explain',
  'encode',
  'decode',
  'reconstruct',
  'segment',
  'sample',
  'mixture',
  'codeMixture',
  'pixelMixture',
  'components',
  'profiles',
] as const satisfies readonly Capability[]

/** Rows that a model generated, with the group of each. */
export interface GeneratedSamples {
  /** [count, D] in the units of the table. */
  readonly samples: Matrix
  /** [count] group of each row. */
  readonly labels: Int32Array
}

/** A number or a word that describes a fit. */
export interface Fact {
  /** A key of `facts` of the texts. */
  readonly name: string
  readonly value: number | string | boolean
  /** A key of `units` of the texts; '' for none. */
  readonly unit: string
}

/** A metric over the steps of the fit that led to the model. */
export interface Curve {
  /** A key of `metrics` of the texts. */
  readonly name: string
  readonly unit: string
  /** A key of `stepNames` of the texts: what is counted along the axis. */
  readonly step: string
  readonly steps: readonly number[]
  readonly values: readonly number[]
}

/** A fit of another family with some of its options. */
export interface Refit {
  readonly kind: string
  readonly options: Readonly<Record<string, unknown>>
}

/** A table of results, such as the candidates of a selection. */
export interface ResultTable {
  /** A key of `tables` of the texts. */
  readonly name: string
  /** Each `name` is a key of `facts` of the texts. */
  readonly columns: readonly { readonly name: string; readonly unit: string }[]
  readonly rows: readonly (readonly (number | string | boolean | null)[])[]
  /** For each row, how many rows of the fitted table its deviances are of, such as those of one class; all of them if this is left out. */
  readonly devianceRows?: readonly number[]
  /** For each row the fit of that row by itself, such as the runner-up of a selection; null for rows that cannot be fitted. */
  readonly refits?: readonly (Refit | null)[]
}

/** A fitted model of any family. */
export interface FittedModel extends Abilities {
  readonly kind: string
  /** Names of the methods of `Abilities` that this model has. */
  readonly capabilities: ReadonlySet<Capability>
  /** What it was fitted to. */
  readonly table: TableFacts
  /** The options of the fit, complete. */
  readonly options: Readonly<Record<string, unknown>>
  /** Names of the groups: classes, or numbers from 0. Empty if the model has none. */
  readonly groups: readonly Label[]
  /** Whether `anomalyScore` is minus `logDensity`, which depends on the units of the columns. */
  readonly scoresByDensity: boolean
  facts(): readonly Fact[]
  curves(): readonly Curve[]
  tables(): readonly ResultTable[]
  /** The model as the bytes of a file, which `loadModel` reads. */
  save(): Promise<Uint8Array>
  /** TypeScript on the published packages that reads the table, repeats the fit and prints its facts. */
  script(source?: ScriptSource): string
  /** Frees the device memory of the model, which cannot be used afterwards. */
  dispose(): void
}
