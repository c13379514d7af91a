import type { FitControl, FittedModel, ModelFamily, Table } from '@mixtura/models'
import { inOwnUnits, loadModel, modelFamily } from '@mixtura/models'
import { readFile } from 'node:fs/promises'
import { setImmediate } from 'node:timers/promises'
import { StudioError } from '../../contract/errors.js'
import { writeFileAtomically } from '../atomicWrite.js'
import { readTableFile } from '../jobs/tableFile.js'
import type { FitOrder, FitResults, TableOnDisk, WorkerApi, WorkerEvents } from '../jobs/workerApi.js'
import { Stopwatch } from '../stopwatch.js'
import { checkpointEvery, fitCheckpoints, secondsBefore } from './checkpoints.js'
import { chooseDevice, deviceOf, measureChosenDevice } from './chooseDevice.js'
import { failureOf } from './failureOf.js'
import { fitResults } from './fitResults.js'
import { ModelAnswers } from './modelAnswers.js'
import { OwnUnits } from './ownUnits.js'
import { PauseGate } from './pauseGate.js'
import { lazyBrightness, Pictures, type Brightness } from './pictures.js'
import { ProgressSender } from './progressSender.js'
import { ScoreWriting } from './scoreWriting.js'
import { openWhole, type OpenWhole } from './wholeTable.js'

/** A fit that runs in this process. */
interface RunningFit {
  readonly family: ModelFamily
  readonly table: Table
  /** All rows, if `table` has drawn ones. */
  readonly whole: OpenWhole | null
  readonly units: OwnUnits
  readonly brightness: () => Brightness
  readonly gate: PauseGate
  readonly stopwatch: Stopwatch
  readonly sender: ProgressSender
  isStopping: boolean
}

/** The work of a worker process. It serves one fit, or one saved model. */
export function createFitWorker(families: readonly ModelFamily[], events: WorkerEvents): { readonly api: WorkerApi; abort(): boolean } {
  /** The fit, from the moment it is ordered; commands wait until it is prepared. */
  let running: Promise<RunningFit> | null = null
  /** Ends what is asked of servers, when the engine leaves this process. */
  const left = new AbortController()
  const writing = new ScoreWriting(left.signal)
  /** Whether anything is asked of servers. */
  let asksServers = false
  let model: FittedModel | null = null
  /** The answers of the model that this process holds. */
  let held: ModelAnswers | null = null

  function answers(): ModelAnswers {
    if (held) return held
    throw new StudioError('internal', 'Something went wrong: a worker process was asked about a model before it had one.')
  }

  async function prepare(order: FitOrder): Promise<RunningFit> {
    const family = modelFamily(order.family, families)
    const table = await readTableFile(order.table)
    const units = new OwnUnits(order.table, table.samples)
    asksServers = order.whole?.residence === 'servers'
    const whole = order.whole && (await openWhole(order.whole, order.table, left.signal))
    const device = order.whole?.residence === 'servers' ? deviceOf(order.whole) : await chooseDevice(family.engine)
    const stopwatch = new Stopwatch(await secondsBefore(order.checkpointFolder))
    const brightness = lazyBrightness(table.samples)
    const sender = new ProgressSender({
      plane: order.plane,
      units,
      pictures: new Pictures(brightness),
      seconds: () => stopwatch.seconds,
      send: progress => events.progress(progress),
    })
    events.started(device)
    return { family, units, table, whole, brightness, gate: new PauseGate(), stopwatch, sender, isStopping: false }
  }

  async function fit(order: FitOrder): Promise<FitResults> {
    const preparing = prepare(order)
    running = preparing
    try {
      const run = await preparing
      const { family, units, table, whole, brightness, stopwatch, sender } = run
      const fitted = await (whole ? family.fitRemote!(whole.remote, order.options, control(run)) : family.fit(table, order.options, control(run)))
      stopwatch.pause()
      await writeFileAtomically(order.modelPath, await fitted.save())
      model = fitted
      held = new ModelAnswers({ model, table, units, brightness })
      sender.redraw()
      const results = fitResults(model, await held.labels(), units)
      const sizes = await whole?.groupSizes(model)
      return { ...results, passes: whole?.passes() ?? null, ...(sizes && { groups: results.groups.map((group, k) => ({ ...group, size: sizes[k]! })) }), seconds: stopwatch.seconds, stopped: run.isStopping }
    } catch (error) {
      throw failureOf(error, order.table.columnNames)
    } finally {
      running = null
      asksServers = false
      await preparing.then(async ({ gate, whole }) => {
        gate.remove()
        await whole?.close()
      }, () => undefined)
    }

    function control(run: RunningFit): FitControl {
      const { units, stopwatch, sender } = run
      return {
        signal: left.signal,
        checkpoints: fitCheckpoints({ folder: order.checkpointFolder, seconds: () => stopwatch.seconds, warn: events.warn }),
        checkpointEvery,
        async onProgress(progress, save) {
          sender.send(progress)
          if (progress.tables) events.tables(progress.tables.map(results => units.table(results)))
          // Commands of the engine get a turn.
          await setImmediate()
          if (run.gate.isClosed) await save()
          await run.gate.pass()
          return run.isStopping ? 'stop' : undefined
        },
        }
    }
  }

  /** The fit of this process, prepared; null without one. A fit that cannot be prepared tells its own error. */
  async function runningFit(): Promise<RunningFit | null> {
    return (await running?.catch(() => null)) ?? null
  }

  const api: WorkerApi = {
    measure: measureChosenDevice,
    fit,
    async load({ table: onDisk, modelPath }: { readonly table: TableOnDisk; readonly modelPath: string }) {
      try {
        const table = await readTableFile(onDisk)
        model = await loadModel(new Uint8Array(await readFile(modelPath)), families)
        held = new ModelAnswers({ model, table, units: new OwnUnits(onDisk, table.samples), brightness: lazyBrightness(table.samples) })
        return null
      } catch (error) {
        throw failureOf(error, onDisk.columnNames)
      }
    },
    async pause() {
      const run = await runningFit()
      if (!run) return null
      const { gate, stopwatch, sender } = run
      const arrived = gate.close()
      stopwatch.pause()
      await arrived
      sender.redraw()
      return null
    },
    async resume() {
      const run = await runningFit()
      run?.stopwatch.run()
      run?.gate.open()
      return null
    },
    async stop() {
      const run = await runningFit()
      if (!run) return null
      run.isStopping = true
      run.stopwatch.run()
      run.gate.open()
      return null
    },
    async setPlane(plane) {
      const run = await runningFit()
      run?.sender.redraw(plane)
      return null
    },
    assignments: () => answers().assignments(),
    measureRows: measure => answers().measureRows(measure),
    describeRows: rows => answers().describeRows(rows),
    completedRows: rows => answers().completedRows(rows),
    posteriors: rows => answers().posteriors(rows),
    measureSome: ({ measure, rows }) => answers().measureSome(measure, rows),
    discriminantPlane: ({ spatial }) => answers().discriminantPlane(spatial),
    ellipses: plane => answers().ellipses(plane),
    drawnScores: () => answers().drawnScores(),
    contributions: rows => answers().contributions(rows),
    groupStatistics: () => answers().groupStatistics(),
    profiles: () => answers().profiles(),
    silhouettes: () => answers().silhouettes(),
    classProfiles: () => answers().classProfiles(),
    codes: ({ rows, spatial }) => answers().codes(rows, spatial),
    codePositions: () => answers().codePositions(),
    images: rows => answers().images(rows),
    samples: order => answers().samples(order),
    reconstructions: rows => answers().reconstructions(rows),
    walk: order => answers().walk(order),
    path: order => answers().path(order, modelFamily(order.family, families), left.signal),
    conditional: order => answers().conditional(order),
    script: source => answers().script(source),
    report: order => answers().report(order, families),
    mixture: () => answers().mixture(),
    resultColumns: () => answers().resultColumns(),
    resultColumnsOf: samples => answers().resultColumnsOf(samples),
    async writeScores(order) {
      answers()
      asksServers = true
      try {
        return await writing.write(order, inOwnUnits(model!))
      } catch (error) {
        throw failureOf(error, order.table.options.columns)
      } finally {
        asksServers = false
      }
    },
    scoresProgress: () => Promise.resolve(writing.progress),
    async cancelScores() {
      writing.cancel()
      return null
    },
  }
  return {
    api,
    abort() {
      left.abort()
      return asksServers
    },
  }
}
