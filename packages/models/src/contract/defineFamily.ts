import { drawReaders } from '@mixtura/core/validation'
import { InvalidOptionError, type PlainValue, ShapeError } from '@mixtura/numerics'
import { describeValue, readOptions, requireChoice, requireCount, requireObject } from '@mixtura/numerics/validation'
import type { z } from 'zod'
import { readModelFile, requireFamily, writeModelFile } from '../files/modelFile.js'
import { readHead } from '../files/modelHead.js'
import { readFamilyOptions } from '../options/readFamilyOptions.js'
import { type FitRun, startRun } from '../running/fitReporter.js'
import { composeScript, type FitScript } from '../scripts/fitScript.js'
import { familyTexts, refusalText } from '../texts/familyTexts.js'
import { type Acceptance, firstRefusal, RefusedTableError, requireNumbers } from './acceptance.js'
import type { Cost, Device } from './device.js'
import type { Abilities, Capability, Curve, Fact, FittedModel, ResultTable } from './fittedModel.js'
import { capabilities } from './fittedModel.js'
import type { FitControl, ModelFamily } from './modelFamily.js'
import { type ColumnScaling, hasLevels, type Label, remoteTableFacts, type RemoteTable, type Table, type TableFacts, type TableFeature, tableFacts, tableRoles } from './table.js'

/** Results of a fit that are stored with the model. */
export interface FitResults {
  /** Names of the groups of the model: classes, or numbers from 0. Empty if the model has no groups. */
  readonly groups: readonly Label[]
  readonly facts: readonly Fact[]
  readonly curves: readonly Curve[]
  readonly tables: readonly ResultTable[]
}

/** The options of a fit and the facts of its table. They are stored with the model. */
export interface FitRecord<Options> {
  readonly options: Options
  readonly table: TableFacts
  readonly facts: readonly Fact[]
}

/** The definition of a family. `defineFamily` adds what all families share: checks, progress, checkpoints and files. */
export interface FamilyDefinition<Options extends object, Model>
  extends Pick<ModelFamily<Options>, 'kind' | 'engine' | 'capabilities' | 'phases' | 'metrics' | 'texts'> {
  readonly options: z.ZodType<Options>
  /** Whether a fit uses the labels of the rows; false by default. */
  readonly usesLabels?: boolean
  /** Whether `fit` takes columns of other roles than numbers; false by default. */
  readonly takesRoles?: boolean
  /** Whether `fit` uses `run.threads`; false by default. */
  readonly takesThreads?: boolean
  /** Whether the anomaly score of a row is minus its `logDensity`. `abilities` then leaves `anomalyScore` out. False by default. */
  readonly scoresByDensity?: boolean
  /** Capabilities of a model that is fitted with these options to such a table; all if this is left out. */
  capabilitiesWith?(options: Options, table: TableFacts | undefined): readonly Capability[]
  /** Version of the bytes that `save` makes. */
  readonly version: number
  /** @param options with all defaults, here and below. */
  accepts(table: TableFacts, options: Options): Acceptance
  estimate(table: TableFacts, options: Options, device: Device): Cost
  /**
   * Calls a public fit of core, deep or meta.
   *
   * @param table one that `accepts` accepts.
   * @param run `run.report` is to be called after every step; the fit ends if it answers 'stop'.
   */
  fit(table: Table, options: Options, run: FitRun): Promise<{ readonly model: Model } & FitResults>
  /** The same for a table that stays where it is; left out by families that need rows. */
  fitRemote?(table: RemoteTable, options: Options, run: FitRun): Promise<{ readonly model: Model } & FitResults>
  /** Whether `fitRemote` does what the options ask; true if this is left out. */
  fitsRemotely?(options: Options): boolean
  /** Whether `fitRemote` reads the `mixedTable` of the table; false by default. */
  readonly readsMixedTable?: true
  abilities(model: Model, record: FitRecord<Options>): Abilities
  /** The model as bytes in the encoding of numerics: writePlainRecord, writeCheckpointFile, or the model's own `save`. */
  save(model: Model): Uint8Array | Promise<Uint8Array>
  /** @param table that the model was fitted to. */
  load(bytes: Uint8Array, table: TableFacts): Model | Promise<Model>
  script(record: FitRecord<Options>): FitScript
  dispose?(model: Model): void
}

/** Makes a family from its definition. */
export function defineFamily<Options extends object, Model>(definition: FamilyDefinition<Options, Model>): ModelFamily<Options> {
  const { kind, engine, usesLabels = false, takesRoles = false, takesThreads = false, scoresByDensity = false, options: schema, phases, metrics, texts, version } = definition

  function fittedModel(model: Model, { options, table }: Omit<FitRecord<Options>, 'facts'>, results: FitResults): FittedModel {
    const { groups, facts, curves, tables } = results
    const record = { options, table, facts }
    const own = definition.abilities(model, record)
    const abilities = withCheckedSample(scoresByDensity ? withDensityScore(own) : own, groups.length)
    return {
      ...abilities,
      kind,
      capabilities: new Set(capabilities.filter((name): name is Capability => abilities[name] !== undefined)),
      table,
      options: options as Readonly<Record<string, unknown>>,
      groups,
      scoresByDensity,
      facts: () => facts,
      curves: () => curves,
      tables: () => tables,
      async save() {
        const head = { options, table, groups, facts, curves, tables } as unknown as { readonly [name: string]: PlainValue }
        return writeModelFile({ kind, version, isScaled: table.scaling !== null, head, model: await definition.save(model) })
      },
      script: source => composeScript(definition.script(record), { table, usesLabels }, source),
      dispose: () => definition.dispose?.(model),
    }
  }

  const accepts = (facts: TableFacts, options: Options): Acceptance => firstRefusal(takesRoles ? null : requireNumbers(facts), definition.accepts(facts, options))

  async function runFit(facts: TableFacts, options: Options, control: FitControl, fit: (run: FitRun) => Promise<{ readonly model: Model } & FitResults>): Promise<FittedModel> {
    if (control?.threads !== undefined && !takesThreads) {
      throw new InvalidOptionError('threads', `left out, because fits of the family ${kind} take no number of threads`, control.threads, 'Leave it out.')
    }
    const acceptance = accepts(facts, options)
    if (!acceptance.accepted) {
      throw new RefusedTableError(kind, acceptance.refusal, refusalText(familyTexts(definition, 'en'), acceptance.refusal))
    }
    const { model, ...results } = await fit(await startRun(metrics, control))
    return fittedModel(model, { options, table: facts }, results)
  }

  return {
    kind,
    engine,
    usesLabels,
    takesRoles,
    takesThreads,
    options: schema,
    capabilities: definition.capabilities,
    phases,
    metrics,
    ...(texts && { texts }),
    capabilitiesWith(options, table) {
      if (table !== undefined) requireFacts(table)
      return definition.capabilitiesWith?.(readFamilyOptions(schema, options), table) ?? definition.capabilities
    },
    accepts(table, options) {
      requireFacts(table)
      return accepts(table, readFamilyOptions(schema, options))
    },
    estimate(table, options, device) {
      requireFacts(table)
      requireObject('device', device, { what: 'a device', fields: deviceFields, remedy: 'Pass what measureDevice returns.' })
      return definition.estimate(table, readFamilyOptions(schema, options), device)
    },
    async fit(table, given, control = {}) {
      const options = readFamilyOptions(schema, given)
      requireTable(table)
      return runFit(tableFacts(table), options, control, run => definition.fit(table, options, run))
    },
    ...(definition.readsMixedTable && { readsMixedTable: true }),
    ...(definition.fitRemote && {
      fitsRemotely: (given?: Partial<Options>) => definition.fitsRemotely?.(readFamilyOptions(schema, given)) ?? true,
      async fitRemote(table: RemoteTable, given?: Partial<Options>, control: FitControl = {}) {
        const options = readFamilyOptions(schema, given)
        requireRemoteTable(table)
        if (definition.readsMixedTable) requireMixedTable(table)
        return runFit(remoteTableFacts(table), options, control, run => definition.fitRemote!(table, options, run))
      },
    }),
    async load(bytes) {
      const file = readModelFile(bytes)
      requireFamily(file, { kind, version })
      const head = readHead(file)
      const options = readFamilyOptions(schema, head.options)
      return fittedModel(await definition.load(file.model, head.table), { options, table: head.table }, head)
    },
  }
}

/** The abilities, with minus the log-density as the anomaly score where there is a log-density. */
export function withDensityScore(abilities: Abilities): Abilities {
  const { logDensity } = abilities
  return logDensity ? { ...abilities, anomalyScore: async samples => (await logDensity(samples)).map(value => -value) } : abilities
}

/** The abilities, with the arguments of `sample` checked by one rule. */
function withCheckedSample(abilities: Abilities, groups: number): Abilities {
  const { sample } = abilities
  if (!sample) return abilities
  return {
    ...abilities,
    async sample(count, options) {
      requireCount('count', count, 1)
      return sample(count, readOptions('sample', options, drawReaders(groups)))
    },
  }
}

const deviceFields = { cores: 'number', multiplyAddsPerSecond: 'number', secondsPerOperation: 'number' } as const
const factsFields = { rows: 'number', columns: 'number', columnNames: 'list', missingCells: 'number' } as const

/** @throws {ShapeError} for what are no facts of a table. */
function requireFacts(facts: TableFacts): void {
  requireObject('table', facts, { what: 'facts of a table', fields: factsFields, remedy: 'Pass tableFacts(table).' })
}

/** @throws {ShapeError} for a table whose parts do not fit each other. */
function requireTable(table: Table): void {
  const remedy = 'Pass { samples: { data, rows, columns } }.'
  requireObject('table', table, { what: 'a table', fields: { samples: 'object' }, remedy })
  const { samples, columnNames, features, labels, imageShape, scaling } = table
  requireObject('samples', samples, { what: 'a matrix', fields: { rows: 'number', columns: 'number' }, remedy })
  const { data, rows, columns } = samples
  if (!(data instanceof Float64Array)) throw new ShapeError('samples.data', 'a Float64Array', describeValue(data), 'Pass { data, rows, columns }.')
  if (data.length !== rows * columns) {
    throw new ShapeError('samples', `[${rows}, ${columns}], ${rows * columns} numbers`, `${data.length} numbers`, 'Pass data that fit rows and columns.')
  }
  requireLength('columnNames', columnNames, columns, 'a name for each column')
  requireFeatures(features, columns)
  requireLength('labels', labels, rows, 'a label for each row')
  if (scaling !== undefined) requireScaling(scaling, columns)
  if (imageShape !== undefined && !Array.isArray(imageShape)) throw new ShapeError('imageShape', 'a list', describeValue(imageShape), 'Pass [height, width, channels].')
  const cells = imageShape?.reduce((product, side) => product * side, 1)
  if (cells !== undefined && cells !== columns) {
    throw new ShapeError('imageShape', `sides whose product is ${columns}, the number of columns`, `${imageShape!.join(' x ')}`, 'Pass [height, width, channels].')
  }
}

/** @throws {ShapeError} unless each column has a role, and levels if its role has them. */
function requireFeatures(features: readonly TableFeature[] | undefined, columns: number): void {
  requireLength('features', features, columns, 'the role of each column')
  features?.forEach((feature, at) => {
    requireObject(`features[${at}]`, feature, { what: 'a feature', fields: { role: 'text' }, remedy: 'Pass the features that readFeatures of @mixtura/data returns.' })
    requireChoice(`features[${at}].role`, feature.role, tableRoles)
    const { levels = null } = feature
    if (hasLevels(feature.role) === (Array.isArray(levels) && levels.length > 1)) return
    const expected = hasLevels(feature.role) ? `a list of two or more levels, as the role is ${feature.role}` : `null, as the role is ${feature.role}`
    throw new ShapeError(`features[${at}].levels`, expected, Array.isArray(levels) ? `a list of ${levels.length}` : describeValue(levels), 'Pass the features that readFeatures of @mixtura/data returns.')
  })
}

/** @throws {ShapeError} for what is no table with a source. */
function requireRemoteTable(table: RemoteTable): void {
  const remedy = 'Pass for example { source: await clickhouseSource({ … }) }.'
  requireObject('table', table, { what: 'a table with a source', fields: { source: 'object' }, remedy })
  requireObject('table.source', table.source, { what: 'a StatisticsSource', fields: { rows: 'number', columns: 'number', accumulate: 'function', draw: 'function' }, remedy })
  const { source: { columns }, columnNames, missingOfColumns, scaling } = table
  requireLength('columnNames', columnNames, columns, 'a name for each column')
  requireLength('missingOfColumns', missingOfColumns, columns, 'the missing cells of each column')
  if (scaling !== undefined) requireScaling(scaling, columns)
  requireFeatures(table.features, columns)
}

/** @throws {ShapeError} for a table whose source does not read rows of mixed columns. */
function requireMixedTable({ mixedTable }: RemoteTable): void {
  if (typeof mixedTable === 'function') return
  throw new ShapeError('table.mixedTable', 'a function that opens the rows as a table of mixed columns', describeValue(mixedTable), 'Pass what remoteTableOf makes of a source of @mixtura/data, or fit a table in memory.')
}

/** @throws {ShapeError} unless there is a finite centre and a positive scale for each column. */
function requireScaling(scaling: ColumnScaling, columns: number): void {
  const remedy = 'Pass { center, scale }, lists of numbers, or leave it out.'
  requireObject('scaling', scaling, { what: 'a scaling of the columns', fields: { center: 'list', scale: 'list' }, remedy })
  const { center, scale } = scaling
  const holds = center.length === columns && scale.length === columns && center.every(Number.isFinite) && scale.every(value => Number.isFinite(value) && value > 0)
  if (!holds) throw new ShapeError('scaling', `[${columns}] finite centres and [${columns}] scales above 0`, `${describeValue(center)} and ${describeValue(scale)}`, remedy)
}

function requireLength(name: string, list: readonly unknown[] | undefined, length: number, content: string): void {
  if (list === undefined || (Array.isArray(list) && list.length === length)) return
  throw new ShapeError(name, `[${length}], ${content}`, Array.isArray(list) ? `[${list.length}]` : describeValue(list), 'Leave it out, or pass as many.')
}
