import { confidenceEllipse, type MixtureParameters, type Samples } from '@mixtura/core'

/** What an example may export as `figure`: rows in the plane of their first two columns, or curves. */
export type ExampleFigure = ClusterFigure | CurveFigure

export interface ClusterFigure {
  /** [N, D], D at least 2. */
  readonly samples: Samples
  /** [N] the group of each row; -1 is noise. */
  readonly labels: ArrayLike<number>
  /** The ellipses of its components are drawn. Ellipse k has the colour of label k. */
  readonly model?: MixtureParameters
  /** Instead of `model`: one mixture per label. */
  readonly models?: readonly MixtureParameters[]
  /** Names of the two axes. */
  readonly axes: readonly string[]
}

export interface CurveFigure {
  readonly curves: readonly { readonly name: string; readonly points: readonly (readonly [number, number])[] }[]
  readonly axes: readonly string[]
}

/** A figure as plain numbers, four significant digits each: what the site draws. */
export type DrawnFigure =
  | {
      readonly kind: 'clusters'
      readonly axes: readonly string[]
      /** x, y and group of each row. */
      readonly points: readonly (readonly [number, number, number])[]
      readonly ellipses: readonly DrawnEllipse[]
    }
  | { readonly kind: 'curves'; readonly axes: readonly string[]; readonly curves: CurveFigure['curves'] }

/** The ellipse of a component of group `label` in data units; angle in radians. */
export interface DrawnEllipse {
  readonly label: number
  readonly centre: readonly [number, number]
  readonly semiAxes: readonly [number, number]
  readonly angle: number
}

/** Share of a component inside its drawn ellipse. */
export const ellipseProbability = 0.9

/** The figure as plain numbers, which JSON keeps. */
export function drawnFigure(figure: ExampleFigure): DrawnFigure {
  if ('curves' in figure) {
    const curves = figure.curves.map(({ name, points }) => ({ name, points: points.map(([x, y]) => [rounded(x), rounded(y)] as const) }))
    return { kind: 'curves', axes: figure.axes, curves }
  }
  const rows = rowsOf(figure.samples)
  const points = rows.map(([x, y], n) => [rounded(x), rounded(y), figure.labels[n]] as const)
  const models = figure.models ?? (figure.model ? [figure.model] : [])
  const ellipses = models.flatMap((model, m) => ellipsesOf(model).map((ellipse, k) => ({ label: figure.models ? m : k, ...ellipse })))
  return { kind: 'clusters', axes: figure.axes, points, ellipses }
}

/** The ellipses of all components of a mixture in the plane of its first two columns. */
export function ellipsesOf(model: MixtureParameters): Omit<DrawnEllipse, 'label'>[] {
  return Array.from({ length: model.components }, (_, k) => {
    const { centre, semiAxes, angle } = confidenceEllipse(model, k, { columns: [0, 1], probability: ellipseProbability })
    return {
      centre: [rounded(centre[0]), rounded(centre[1])] as const,
      semiAxes: [rounded(semiAxes[0]), rounded(semiAxes[1])] as const,
      angle: rounded(angle),
    }
  })
}

function rowsOf(samples: Samples): number[][] {
  if (Array.isArray(samples)) return samples as number[][]
  const { data, rows, columns } = samples as { data: ArrayLike<number>; rows: number; columns: number }
  return Array.from({ length: rows }, (_, n) => [data[n * columns], data[n * columns + 1]])
}

const rounded = (value: number): number => Number(value.toPrecision(4))
