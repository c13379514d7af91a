import { linearAssignment } from '@mixtura/core'
import type { FitProgress, ModelFamily, Picture, Table } from '@mixtura/models'
import type { FitPath } from '../../contract/path.js'
import { projectComponents, type Plane } from '../plane.js'
import type { OwnUnits } from './ownUnits.js'

type Mixture = Extract<Picture, { readonly kind: 'mixture' }>['mixture']

/** A step with its components, before they are drawn in a plane. */
interface RecordedMoment extends Omit<FitPath['moments'][number], 'ellipses'> {
  readonly mixture: Mixture
}

export interface RecordedPath {
  readonly metric: FitPath['metric']
  readonly moments: readonly RecordedMoment[]
}

/** More steps are thinned out: every second one is left out, again and again. */
const maxMoments = 400

/** Fits once more with the same options, which takes the same steps, and records each. */
export async function recordPath(family: ModelFamily, table: Table, options: Readonly<Record<string, unknown>>, units: OwnUnits, signal: AbortSignal): Promise<RecordedPath> {
  let metric: FitPath['metric'] = null
  let moments: RecordedMoment[] = []
  let stride = 1
  let reports = 0
  function record({ phase, step, places, metrics, picture }: FitProgress): void {
    if (picture?.kind !== 'mixture' || reports++ % stride !== 0) return
    const trace = metrics[0] && units.trace(metrics[0])
    if (trace) metric ??= { name: trace.name, unit: trace.unit }
    moments.push({ phase, step, places: places.map(place => ({ ...place })), value: trace?.values.at(-1) ?? null, mixture: picture.mixture })
    if (moments.length <= maxMoments) return
    moments = moments.filter((_, at) => at % 2 === 0)
    stride *= 2
  }
  await family.fit(table, options, { signal, reportEvery: 0, onProgress: record })
  return { metric, moments }
}

/**
 * Draws the components of each moment in the order, and so in the colours, of those of the model that are nearest to them.
 *
 * @param end the components of the model; null if it has none.
 */
export function drawPath({ metric, moments }: RecordedPath, plane: Plane, end: Mixture | null): FitPath {
  return {
    metric,
    moments: moments.map(({ mixture, ...moment }) => {
      const ellipses = projectComponents(plane, mixture)
      return { ...moment, ellipses: end?.components === mixture.components ? Array.from(orderLike(mixture, end), k => ellipses[k]!) : ellipses }
    }),
  }
}

/** [K] the component of a mixture that is matched to each component of another one, by the distances of their means. */
function orderLike({ means, components, columns }: Mixture, { means: targets }: Mixture): Int32Array {
  const data = new Float64Array(components ** 2)
  for (let k = 0; k < components; k++) {
    for (let j = 0; j < components; j++) {
      for (let d = 0; d < columns; d++) data[k * components + j]! += (targets[k * columns + d]! - means[j * columns + d]!) ** 2
    }
  }
  return linearAssignment({ data, rows: components, columns: components })
}
