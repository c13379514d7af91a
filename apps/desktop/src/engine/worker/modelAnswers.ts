import type { FittedModel, ModelFamily, ScriptSource, Table } from '@mixtura/models'
import { inOwnUnits, modelReport } from '@mixtura/models'
import { copyRows, createRandom, drawRowNumbers, type Matrix } from '@mixtura/numerics'
import { StudioError } from '../../contract/errors.js'
import type { Ellipse } from '../../contract/features.js'
import type { ImageShape } from '../../contract/imageShape.js'
import type { Codes, Images } from '../../contract/fit.js'
import type { Conditional, Walk, Walked } from '../../contract/latent.js'
import type { FitPath } from '../../contract/path.js'
import type { Profiles, Silhouettes } from '../../contract/profiles.js'
import type { GeneratedSamples, GroupStatistics, Reconstructions } from '../../contract/results.js'
import type { ClassProfiles } from '../../contract/classProfiles.js'
import { noiseLabel } from '../../contract/results.js'
import type { FitOrder, Assignments, ReportOrder, ResultValues, RowDescriptions, RowMeasure, SampleOrder } from '../jobs/workerApi.js'
import type { Plane } from '../plane.js'
import { discriminantPlane, projectComponents, projectRows } from '../plane.js'
import { CodePlane, drawCodes } from './codePlane.js'
import { areClasses } from './fitResults.js'
import { groupProfiles } from './groupProfiles.js'
import { placesOfWalk, type WalkedSpace } from './latent/walk.js'
import { groupStatistics } from './groupStatistics.js'
import type { OwnUnits } from './ownUnits.js'
import { imagesOf, type Brightness } from './pictures.js'
import { forEachBlock, forEachPosteriorBlock, largestOfRows } from './posteriorBlocks.js'
import { drawPath, recordPath, type RecordedPath } from './fitPath.js'
import { resultColumns } from './resultColumns.js'
import { silhouettes } from './silhouettes.js'

/** Rows that are drawn to learn the scores of ordinary rows. */
const scoresDrawn = 10_000
const scoresSeed = 1
/** An explanation takes a time that grows with the third power of the columns. */
const maxExplainedColumns = 200

export interface AnsweredModel {
  readonly model: FittedModel
  readonly table: Table
  readonly units: OwnUnits
  readonly brightness: () => Brightness
}

interface CodePlanes {
  readonly plane: Plane
  readonly spatialPlane: Plane
}

/** Most rows whose codes decide in which plane codes are drawn, and the seed that they are drawn with. */
const [planeRows, planeSeed] = [5000, 1]

/** Answers questions about a fitted model and the rows that it was fitted to. */
export class ModelAnswers {
  readonly #model: FittedModel
  readonly #table: Table
  readonly #units: OwnUnits
  readonly #imageShape: ImageShape | null
  readonly #brightness: () => Brightness
  #planes: Promise<CodePlanes> | null = null
  #labels: Promise<Assignments['labels']> | null = null
  #assignments: Promise<Assignments> | null = null
  #profiles: Promise<Profiles> | null = null
  #silhouettes: Promise<Silhouettes> | null = null
  #path: Promise<RecordedPath> | null = null

  constructor({ model, table, units, brightness }: AnsweredModel) {
    this.#model = model
    this.#table = table
    this.#units = units
    this.#brightness = brightness
    this.#imageShape = table.imageShape ? [...table.imageShape] : null
  }

  labels(): Promise<Assignments['labels']> {
    this.#labels ??= this.#predict()
    return this.#labels
  }

  assignments(): Promise<Assignments> {
    this.#assignments ??= this.#assign()
    return this.#assignments
  }

  async measureRows(measure: RowMeasure): Promise<Float64Array> {
    return this.#measure(measure, this.#table.samples)
  }

  async describeRows(rows: Uint32Array): Promise<RowDescriptions> {
    const { responsibilities, logDensity, anomalyScore } = this.#model
    const samples = copyRows(this.#table.samples, rows)
    return {
      posteriors: responsibilities ? (await responsibilities(samples)).data as Float64Array : null,
      logDensity: logDensity ? await this.#measure('logDensity', samples) : null,
      anomalyScore: anomalyScore ? await this.#measure('anomalyScore', samples) : null,
    }
  }

  async posteriors(rows: Uint32Array): Promise<Uint8Array<ArrayBuffer>> {
    const { data } = await this.#require('responsibilities')(copyRows(this.#table.samples, rows))
    const bytes = new Uint8Array(data.length)
    for (let at = 0; at < data.length; at++) bytes[at] = Math.round(data[at]! * 255)
    return bytes
  }

  async measureSome(measure: RowMeasure, rows: Uint32Array): Promise<Float64Array> {
    return this.#measure(measure, copyRows(this.#table.samples, rows))
  }

  async completedRows(rows: Uint32Array): Promise<Float64Array> {
    return Float64Array.from((await this.#require('impute')(copyRows(this.#table.samples, rows))).data)
  }

  async discriminantPlane(spatial: boolean): Promise<Plane> {
    return discriminantPlane(this.#require('components')(), spatial)
  }

  async ellipses(plane: Plane): Promise<Ellipse[]> {
    const components = this.#model.components?.()
    return components ? projectComponents(plane, components) : []
  }

  async groupStatistics(): Promise<GroupStatistics> {
    return groupStatistics({ model: this.#model, samples: this.#table.samples, labels: await this.labels(), units: this.#units })
  }

  profiles(): Promise<Profiles> {
    this.#profiles ??= this.#profile()
    return this.#profiles
  }

  silhouettes(): Promise<Silhouettes> {
    this.#silhouettes ??= this.#compare()
    return this.#silhouettes
  }

  async drawnScores(): Promise<Float64Array> {
    const { samples } = await this.#require('sample')(scoresDrawn, { seed: scoresSeed })
    return this.#measure('anomalyScore', samples)
  }

  async contributions(rows: Uint32Array): Promise<Float64Array<ArrayBuffer> | null> {
    const { explain } = this.#model
    const { samples } = this.#table
    const { data, columns } = samples
    if (!explain || columns > maxExplainedColumns) return null
    const isComplete = (row: number): boolean => !data.subarray(row * columns, (row + 1) * columns).some(Number.isNaN)
    const complete = rows.filter(isComplete)
    const parts = new Float64Array(rows.length * columns).fill(Number.NaN)
    if (complete.length === 0) return parts
    const { squaredDistances } = await explain(copyRows(samples, complete))
    complete.forEach((row, at) => parts.set(squaredDistances.data.subarray(at * columns, (at + 1) * columns), rows.indexOf(row) * columns))
    return parts
  }

  /** @throws {StudioError} `no-capability` */
  async classProfiles(): Promise<ClassProfiles> {
    this.#require('profiles')
    const columns = inOwnUnits(this.#model).profiles!()
    return { columns: columns.map(({ name, role, levels, groups }) => ({ name, role, levels: levels && [...levels], groups: groups.map(group => ({ ...group, estimates: [...group.estimates] })) })) }
  }

  async codes(rows: Uint32Array, spatial: boolean): Promise<Omit<Codes, 'rows'> & { readonly dimensions: number }> {
    const encode = this.#require('encode')
    const codes = await encode(copyRows(this.#table.samples, rows))
    const { plane, spatialPlane } = await this.#codePlanes()
    return { ...drawCodes(spatial ? spatialPlane : plane, codes, this.#model.codeMixture?.()), dimensions: codes.columns }
  }

  async codePositions(): Promise<Float32Array> {
    const encode = this.#require('encode')
    const { samples } = this.#table
    const { plane } = await this.#codePlanes()
    const positions = new Float32Array(2 * samples.rows)
    await forEachBlock(samples, async (block, first) => positions.set(projectRows(plane, await encode(block)), 2 * first))
    return positions
  }

  async images(rows: Uint32Array): Promise<Images> {
    if (this.#imageShape) return imagesOf(copyRows(this.#table.samples, rows), this.#imageShape, this.#brightness())
    throw new StudioError('invalid-request', 'The rows of this fit are no images. Show them as a table.', {})
  }

  async samples({ count, seed, component, plane }: SampleOrder): Promise<GeneratedSamples> {
    const sample = this.#require('sample')
    const { samples, labels } = await sample(count, { seed, ...(component !== null && { component }) })
    return {
      values: this.#units.values(samples),
      positions: projectRows(plane, samples),
      labels: shownLabels(labels),
      images: this.#imageShape && imagesOf(samples, this.#imageShape, this.#brightness()),
    }
  }

  async reconstructions(rows: Uint32Array): Promise<Omit<Reconstructions, 'rows'>> {
    const reconstruct = this.#require('reconstruct')
    const samples = copyRows(this.#table.samples, rows)
    const restored = await reconstruct(samples)
    const shape = this.#imageShape
    return {
      values: this.#units.values(samples),
      restored: this.#units.values(restored),
      images: shape && { values: imagesOf(samples, shape, this.#brightness()), restored: imagesOf(restored, shape, this.#brightness()) },
    }
  }

  async walk({ walk, steps, plane }: { readonly walk: Walk; readonly steps: number; readonly plane: Plane }): Promise<Walked> {
    const space = await this.#walkedSpace(plane)
    const places = await placesOfWalk(walk, steps, space)
    const samples = space.decode ? await space.decode(places) : places
    const logDensities = await space.mixture.logDensity(places)
    return {
      positions: projectRows(space.plane, places),
      values: this.#units.values(samples),
      images: this.#imageShape && imagesOf(samples, this.#imageShape, this.#brightness()),
      logDensities: Float64Array.from(space.decode ? logDensities : this.#units.logDensity(logDensities, samples)),
      posteriors: Float64Array.from((await space.mixture.responsibilities(places)).data),
    }
  }

  async path({ options, plane }: Pick<FitOrder, 'options' | 'plane'>, family: ModelFamily, signal: AbortSignal): Promise<FitPath> {
    this.#path ??= recordPath(family, this.#table, options, this.#units, signal)
    return drawPath(await this.#path, plane, this.#model.components?.() ?? null)
  }

  async conditional({ given, count, seed }: { readonly given: Float64Array; readonly count: number; readonly seed: number }): Promise<Conditional> {
    const impute = this.#require('impute')
    const columns = given.length
    const rows = (times: number): Matrix => this.#units.samples({ data: Float64Array.from({ length: times * columns }, (_, at) => given[at % columns]!), rows: times, columns })
    const known = (values: Float64Array<ArrayBuffer>): Float64Array<ArrayBuffer> => values.map((value, at) => (Number.isNaN(given[at % columns]!) ? value : given[at % columns]!))
    const drawn = await impute(rows(count), { method: 'draw', seed })
    return {
      values: known(this.#units.values(drawn)),
      expected: known(this.#units.values(await impute(rows(1)))),
      labels: this.#model.predict ? shownLabels(await this.#model.predict(drawn)) : new Uint16Array(0),
    }
  }

  async script(source: ScriptSource): Promise<string> {
    return this.#model.script(source)
  }

  async report({ data, omitted, groupNames: given, ...order }: ReportOrder, families: readonly ModelFamily[]): Promise<string> {
    const { rows, columns } = this.#table.samples
    const samples = { data: this.#units.values(this.#table.samples), rows, columns }
    // The window counts components from 1.
    const areNamed = areClasses(this.#model)
    const groupNames = this.#model.groups.map((label, k) => given[k] ?? (areNamed ? label : k + 1))
    return modelReport({ ...order, model: inOwnUnits(this.#model), families, data: { name: data, samples, omitted }, groupNames })
  }

  async mixture(): Promise<unknown> {
    return this.#require('mixture')().toJSON()
  }

  async resultColumns(): Promise<readonly ResultValues[]> {
    return resultColumns({ model: this.#model, samples: this.#table.samples, labels: await this.labels(), units: this.#units })
  }

  /** @param samples scaled as the rows of the fit. */
  async resultColumnsOf(samples: Matrix): Promise<readonly ResultValues[]> {
    const { predict } = this.#model
    return resultColumns({ model: this.#model, samples, labels: predict ? shownLabels(await predict(samples)) : null, units: this.#units })
  }

  /** The space of codes if the model decodes them, and otherwise that of the table. */
  async #walkedSpace(plane: Plane): Promise<WalkedSpace & { readonly decode: FittedModel['decode'] }> {
    const { encode, decode, codeMixture } = this.#model
    const { samples } = this.#table
    if (encode && decode && codeMixture) {
      return {
        mixture: codeMixture(), plane: (await this.#codePlanes()).plane, decode,
        placeOfRow: async row => Float64Array.from((await encode(copyRows(samples, Uint32Array.of(row)))).data),
      }
    }
    const { columns } = samples
    return { mixture: this.#require('mixture')(), plane, decode: undefined, placeOfRow: async row => Float64Array.from(samples.data.subarray(row * columns, (row + 1) * columns)) }
  }

  /** The plane and the space in which codes are drawn. They depend on a fixed sample of the rows, so that all pictures of the model agree. */
  #codePlanes(): Promise<CodePlanes> {
    this.#planes ??= this.#computeCodePlanes()
    return this.#planes
  }

  async #computeCodePlanes(): Promise<CodePlanes> {
    const { samples } = this.#table
    const codes = await this.#require('encode')(copyRows(samples, drawRowNumbers(samples.rows, planeRows, createRandom(planeSeed))))
    return { plane: new CodePlane().of(codes), spatialPlane: new CodePlane().of(codes, true) }
  }

  async #predict(): Promise<Assignments['labels']> {
    const { predict } = this.#model
    return predict ? shownLabels(await predict(this.#table.samples)) : null
  }

  async #profile(): Promise<Profiles> {
    this.#require('predict')
    return groupProfiles({ model: this.#model, table: this.#table, assignments: await this.assignments(), units: this.#units, imageShape: this.#imageShape, brightness: this.#brightness })
  }

  async #compare(): Promise<Silhouettes> {
    this.#require('predict')
    return silhouettes({ model: this.#model, samples: this.#table.samples, labels: (await this.labels())! })
  }

  async #assign(): Promise<Assignments> {
    const labels = await this.labels()
    const { responsibilities } = this.#model
    if (!responsibilities) return { labels, largestPosteriors: null }
    const { samples } = this.#table
    const largestPosteriors = new Float32Array(samples.rows)
    await forEachPosteriorBlock(responsibilities, samples, (posteriors, first) => largestOfRows(posteriors, largestPosteriors.subarray(first)))
    return { labels, largestPosteriors }
  }

  async #measure(measure: RowMeasure, samples: Matrix): Promise<Float64Array> {
    const values = await this.#require(measure)(samples)
    return measure === 'logDensity' ? this.#units.logDensity(values, samples) : this.#units.anomalyScore(values, this.#model, samples)
  }

  #require<Name extends 'predict' | 'responsibilities' | 'encode' | 'sample' | 'impute' | 'reconstruct' | 'mixture' | 'components' | 'profiles' | RowMeasure>(name: Name): NonNullable<FittedModel[Name]> {
    const ability = this.#model[name]
    if (ability) return ability
    throw new StudioError('no-capability', `The model cannot do this: it lacks the capability ${name}. Ask for what it can do: ${[...this.#model.capabilities].join(', ')}.`, { capability: name })
  }
}

/** Labels as windows get them: -1 becomes `noiseLabel`. */
function shownLabels(labels: Int32Array): Uint16Array<ArrayBuffer> {
  return Uint16Array.from(labels, label => (label < 0 ? noiseLabel : label))
}
