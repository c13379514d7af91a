import { type Matrix, readCheckpointFile, writeCheckpointFile } from '@mixtura/numerics'
import { folderCheckpointStore } from '@mixtura/tensor'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { loadModel } from '../catalogue.js'
import { capabilities, type FittedModel } from '../contract/fittedModel.js'
import type { FitProgress } from '../contract/progress.js'
import { tableFacts } from '../contract/table.js'
import { readModelFile, writeModelFile } from '../files/modelFile.js'
import { describeOptions } from '../options/describeOptions.js'
import { expectedOf } from '../options/readFamilyOptions.js'
import { familyTexts, refusalText } from '../texts/familyTexts.js'
import { languages } from '../texts/vocabulary.js'
import { killAtWord, outputOf, startChild, startTypeCheck, testingFile } from './child.js'
import type { FamilyCase, FitCase } from './familyCase.js'
import { prepareEngine } from './prepareEngine.js'
import { csvOf } from './tables.js'

/** The estimate may be off by this factor, in either direction. */
const costFactor = 3

/** Share of the reports after which a fit is killed. By then it has written a checkpoint, and it has steps left. */
const killedShare = 0.8

/** A fit that needs less memory may reuse pages that the process already has, so its use cannot be measured. */
const measurableBytes = 20e6

/** A fit with all its reports. */
interface FollowedFit {
  readonly model: FittedModel
  readonly reports: readonly FitProgress[]
}

/**
 * The suite that every family passes.
 *
 * @param module URL of the module that exports the case as `familyCase`.
 */
export function describeFamily({ family, fit, others = [], scripts = [], refused, costs, stoppedIn, scriptTolerance }: FamilyCase, module: string): void {
  describe(family.kind, () => {
    let model: FittedModel
    let reports: readonly FitProgress[]
    let otherFits: Promise<readonly FollowedFit[]> | undefined
    beforeAll(async () => {
      await prepareEngine(family)
      ;({ model, reports } = await followed(fit))
    })
    afterAll(async () => {
      model?.dispose()
      for (const other of (await otherFits) ?? []) other.model.dispose()
    })

    async function followed({ table, options }: FitCase): Promise<FollowedFit> {
      const reports: FitProgress[] = []
      const model = await family.fit(table, options, { reportEvery: 0, onProgress: progress => void reports.push(progress) })
      return { model, reports }
    }

    /** The other fits of the case. They are made once, at the first call. */
    const followedOthers = (): Promise<readonly FollowedFit[]> => (otherFits ??= followedInTurn())

    async function followedInTurn(): Promise<readonly FollowedFit[]> {
      const fits: FollowedFit[] = []
      for (const other of others) fits.push(await followed(other))
      return fits
    }

    it('describes its options as plain data, with defaults that the schema accepts', () => {
      const described = describeOptions(family.options)
      expect(structuredClone(described)).toEqual(described)
      expect(family.options.parse({})).toEqual(Object.fromEntries(described.map(option => [option.name, option.default])))
    })

    it('refuses options out of range, and unknown ones, by a text that names them', async () => {
      for (const option of describeOptions(family.options)) {
        const wrong = 'minimum' in option ? option.minimum - 1 : 'no such value'
        await expect(family.fit(fit.table, { ...fit.options, [option.name]: wrong })).rejects.toThrow(`option ${option.name} must be ${expectedOf(option)}, but it is `)
      }
      await expect(family.fit(fit.table, { componentz: 2 })).rejects.toThrow('option componentz must be an option of the family')
    })

    it.each(refused)('refuses table %# with reason and remedy', async ({ table, options, text }) => {
      const acceptance = family.accepts(tableFacts(table), options)
      if (acceptance.accepted) throw new Error('the table is accepted')
      for (const language of languages) expect(refusalText(familyTexts(family, language), acceptance.refusal)).toBe(text[language])
      await expect(family.fit(table, options)).rejects.toThrow(`${family.kind}: ${text.en}`)
    })

    it('accepts the table of its case', () => {
      expect(family.accepts(tableFacts(fit.table), fit.options)).toEqual({ accepted: true })
    })

    it('reports every phase, in order, as data that can be cloned', async () => {
      const seen = new Set<string>()
      for (const each of [reports, ...(await followedOthers()).map(other => other.reports)]) {
        const order = each.map(({ phase }) => family.phases.indexOf(phase))
        expect(Math.min(...order)).toBeGreaterThanOrEqual(0)
        expect(order[0]).toBe(Math.min(...order))
        for (const progress of each) {
          seen.add(progress.phase)
          expect(structuredClone(progress)).toEqual(progress)
          for (const { name, unit, steps, values } of progress.metrics) {
            expect([name, unit]).toEqual([name, family.metrics[name]])
            expect(values).toHaveLength(steps.length)
          }
        }
      }
      expect([...seen].sort()).toEqual([...family.phases].sort())
    })

    it('has texts for everything that it shows, in both languages', async () => {
      const described = describeOptions(family.options)
      const everyReport = [...reports, ...(await followedOthers()).flatMap(other => other.reports)]
      const places = everyReport.flatMap(progress => progress.places.map(({ name }) => name))
      const units = [...described.map(({ unit }) => unit), ...Object.values(family.metrics), ...model.facts().map(({ unit }) => unit)]
      const tables = model.tables()
      const choices = described.flatMap(option => ('values' in option ? option.values : 'automatic' in option && option.automatic ? ['automatic'] : []))
      const needed = {
        families: [family.kind],
        options: described.map(({ text }) => text),
        choices,
        phases: family.phases,
        metrics: Object.keys(family.metrics),
        places,
        stepNames: model.curves().map(({ step }) => step),
        facts: [...model.facts().map(({ name }) => name), ...tables.flatMap(({ columns }) => columns.map(({ name }) => name))],
        tables: tables.map(({ name }) => name),
        units: [...units, ...tables.flatMap(({ columns }) => columns.map(({ unit }) => unit))],
      }
      for (const language of languages) {
        const texts = familyTexts(family, language)
        const missing = Object.entries(needed).flatMap(([section, keys]) =>
          keys.filter(key => !Object.hasOwn(texts[section as keyof typeof needed], key)).map(key => `${section}.${key}`),
        )
        expect([language, ...missing]).toEqual([language])
      }
    })

    // Other programs disturb a measurement of the machine or of the fit now and then; a wrong estimate fails each time.
    it.each(costs.map((_, at) => at))('costs what it estimates, within a factor of three (fit %i)', { retry: 2 }, async at => {
      const { measured, estimate } = JSON.parse(await outputOf(startChild(testingFile('measuredFit.ts'), [module, String(at)]))) as {
        readonly measured: { readonly seconds: number; readonly bytes: number }
        readonly estimate: { readonly seconds: number; readonly bytes: number }
      }
      for (const unit of ['seconds', 'bytes'] as const) {
        const ratio = estimate[unit] / measured[unit]
        const text = `estimate ${estimate[unit].toPrecision(3)} ${unit}, measured ${measured[unit].toPrecision(3)}`
        expect(ratio, text).toBeGreaterThan(1 / costFactor)
        if (unit === 'seconds' || estimate.bytes >= measurableBytes) expect(ratio, text).toBeLessThan(costFactor)
      }
    })

    it('rejects with the reason of an aborted signal, before and during the fit', async () => {
      const reason = new Error('enough')
      await expect(family.fit(fit.table, fit.options, { signal: AbortSignal.abort(reason) })).rejects.toBe(reason)
      const controller = new AbortController()
      let heard = 0
      const aborted = family.fit(fit.table, fit.options, {
        signal: controller.signal,
        reportEvery: 0,
        onProgress: () => {
          if (++heard === 2) controller.abort(reason)
        },
      })
      await expect(aborted).rejects.toBe(reason)
    })

    it("ends at 'stop' and keeps what was learned", async () => {
      let heard = 0
      const last = stoppedIn ?? family.phases.at(-1)
      const stopped = await family.fit(fit.table, fit.options, {
        reportEvery: 0,
        onProgress: ({ phase }) => (++heard, phase === last ? 'stop' : undefined),
      })
      expect(heard).toBeLessThan(reports.length)
      expect(stopped.facts().find(({ name }) => name === 'stopped')).toEqual({ name: 'stopped', value: true, unit: '' })
      expect([...stopped.capabilities]).toEqual([...model.capabilities])
      await useAll(stopped)
      stopped.dispose()
    })

    it('resumes after a kill to the same result', async () => {
      const folder = await mkdtemp(join(tmpdir(), `mixtura-${family.kind}-`))
      try {
        const killedAt = Math.ceil(killedShare * reports.length)
        await killAtWord(startChild(testingFile('killedFit.ts'), [module, folder, String(killedAt)]), 'reached')
        const heard: FitProgress[] = []
        const resumed = await family.fit(fit.table, fit.options, {
          checkpoints: folderCheckpointStore(folder),
          reportEvery: 0,
          pictures: false, // which changes no result
          onProgress: progress => void heard.push(progress),
        })
        expect(heard.length).toBeLessThan(reports.length)
        expect(heard.filter(({ picture }) => picture !== null)).toEqual([])
        expect(resumed.facts()).toEqual(model.facts())
        expect(await useAll(resumed)).toEqual(await useAll(model))
        resumed.dispose()
      } finally {
        await rm(folder, { recursive: true, force: true })
      }
    })

    it('predicts the same once it is saved and loaded', async () => {
      const loaded = await loadModel(await model.save(), [family])
      expect(loaded.facts()).toEqual(model.facts())
      expect(loaded.curves()).toEqual(model.curves())
      expect(loaded.tables()).toEqual(model.tables())
      expect(loaded.groups).toEqual(model.groups)
      expect(loaded.table).toEqual(model.table)
      expect(loaded.options).toEqual(model.options)
      expect(loaded.script()).toBe(model.script())
      expect(await useAll(loaded)).toEqual(await useAll(model))
      loaded.dispose()
    })

    it('refuses files of another family, version or length by name', async () => {
      const bytes = await model.save()
      const file = readModelFile(bytes)
      await expect(family.load(writeModelFile({ ...file, kind: 'another' }))).rejects.toThrow(
        `model file: kind must be '${family.kind}', but it is 'another'. Load it with loadModel, in the version that saved it.`,
      )
      await expect(family.load(writeModelFile({ ...file, version: 99 }))).rejects.toThrow(/^model file: version must be \d+, but it is 99\. /)
      await expect(family.load(bytes.slice(0, -4))).rejects.toThrow(`checkpoint: length must be ${bytes.length} bytes, but it is ${bytes.length - 4}.`)
      const { values, arrays } = readCheckpointFile(bytes)
      await expect(family.load(writeCheckpointFile({ values: { ...values, format: 'other' }, arrays }))).rejects.toThrow(
        "model file: format must be 'mixtura-model', but it is 'other'.",
      )
    })

    it('has the capabilities that it declares, and no others', async () => {
      const fitted = [model, ...(await followedOthers()).map(other => other.model)]
      for (const each of fitted) expect([...each.capabilities].sort()).toEqual([...family.capabilitiesWith(each.options, each.table)].sort())
      const seen = new Set(fitted.flatMap(each => [...each.capabilities]))
      expect([...seen].sort()).toEqual([...family.capabilities].sort())
      for (const name of capabilities) expect([name, typeof model[name]]).toEqual([name, model.capabilities.has(name) ? 'function' : 'undefined'])
      await useAll(model)
    })

    it.each([fit, ...scripts].map((each, at) => ({ at, ...each })))('writes a script that repeats the numbers on the packages (fit %#)', async ({ at, ...scripted }) => {
      const fitted = at === 0 ? model : await family.fit(scripted.table, scripted.options)
      const folder = fileURLToPath(new URL(`../../.scratch/${family.kind}-${process.pid}/`, import.meta.url))
      await mkdir(folder, { recursive: true })
      try {
        const data = join(folder, 'table.csv')
        const script = join(folder, 'script.mts')
        await writeFile(data, csvOf(scripted.table))
        await writeFile(script, fitted.script({ file: data }))
        const [output] = await Promise.all([outputOf(startChild(script, [])), outputOf(startTypeCheck(script))])
        const printed = JSON.parse(output) as Record<string, unknown>
        const facts = new Map(fitted.facts().map(({ name, value }) => [name, value]))
        expect(Object.values(printed).filter(value => typeof value === 'number').length).toBeGreaterThanOrEqual(3)
        for (const [name, value] of Object.entries(printed)) {
          const fact = facts.get(name)
          if (typeof fact !== 'number') expect([name, value]).toEqual([name, fact])
          else expect(Math.abs(Number(value) - fact), `${name}: ${String(value)} for ${fact}`).toBeLessThanOrEqual(scriptTolerance * Math.abs(fact))
        }
      } finally {
        await rm(folder, { recursive: true, force: true })
      }
    })

    /** The results of all capabilities, with their shapes checked. */
    async function useAll(fitted: FittedModel): Promise<Record<string, unknown>> {
      const { samples } = fit.table
      const { rows, columns } = samples
      const groups = fitted.groups.length
      const requireMatrix = (name: string, matrix: Matrix, shape: readonly (number | null)[]): Matrix => {
        expect([name, matrix.rows, shape[1] === null ? null : matrix.columns]).toEqual([name, ...shape])
        expect(matrix.data).toHaveLength(matrix.rows * matrix.columns)
        expect([name, matrix.data.every(Number.isFinite)]).toEqual([name, true])
        return matrix
      }
      const requireList = <List extends Float64Array | Int32Array>(name: string, list: List): List => {
        expect([name, list.length, list.every(value => Number.isFinite(value))]).toEqual([name, rows, true])
        return list
      }
      const results: Record<string, unknown> = {}
      if (fitted.predict) {
        const labels = requireList('predict', await fitted.predict(samples))
        expect(labels.every(label => label >= -1 && label < groups)).toBe(true)
        results['predict'] = labels
      }
      if (fitted.responsibilities) {
        const shares = requireMatrix('responsibilities', await fitted.responsibilities(samples), [rows, groups])
        const labels = results['predict'] as Int32Array | undefined
        for (let row = 0; row < rows; row++) {
          const ofRow = Array.from(shares.data.subarray(row * groups, (row + 1) * groups))
          const sum = ofRow.reduce((total, share) => total + share, 0)
          expect(Math.min(...ofRow)).toBeGreaterThanOrEqual(0)
          // The float32 shares of deep models sum to 1 within 1e-6 for each of a few groups.
          expect(sum).toBeLessThanOrEqual(1 + 1e-5)
          // A row belongs to its most probable group, unless it is noise. Shares of deep models have float32 roundings.
          if (labels && labels[row] >= 0) expect(ofRow[labels[row]]).toBeGreaterThanOrEqual(Math.max(...ofRow) - 1e-6)
        }
        results['responsibilities'] = shares
      }
      if (fitted.logDensity) results['logDensity'] = requireList('logDensity', await fitted.logDensity(samples))
      if (fitted.anomalyScore) results['anomalyScore'] = requireList('anomalyScore', await fitted.anomalyScore(samples))
      if (fitted.impute) {
        const holed = { ...samples, data: samples.data.map((value, at) => (at % (2 * columns) === 0 ? NaN : value)) }
        const means = requireMatrix('impute', await fitted.impute(holed), [rows, columns])
        const draws = requireMatrix('impute by draws', await fitted.impute(holed, { method: 'draw', seed: 3 }), [rows, columns])
        expect(await fitted.impute(holed, { method: 'draw', seed: 3 })).toEqual(draws)
        for (const filled of [means, draws]) expect(filled.data.filter((_, at) => at % (2 * columns) > 0)).toEqual(samples.data.filter((_, at) => at % (2 * columns) > 0))
        results['impute'] = [means, draws]
      }
      if (fitted.explain) {
        const explanations = await fitted.explain(samples)
        const { labels, runnersUp, logOdds, weightsOfEvidence, squaredDistances, tailProbabilities } = explanations
        expect(labels).toEqual(results['predict'])
        requireMatrix('weights of evidence', weightsOfEvidence, [rows, columns])
        requireMatrix('squared distances', squaredDistances, [rows, columns])
        requireList('tail probabilities', tailProbabilities)
        expect(runnersUp.every((runnerUp, row) => runnerUp >= -1 && runnerUp < groups && runnerUp !== labels[row])).toBe(true)
        expect(logOdds.every(odds => odds >= -1e-9)).toBe(true)
        results['explain'] = explanations
      }
      if (fitted.encode) {
        const codes = requireMatrix('encode', await fitted.encode(samples), [rows, null])
        results['encode'] = codes
        if (fitted.decode) results['decode'] = requireMatrix('decode', await fitted.decode(codes), [rows, columns])
      }
      if (fitted.reconstruct) results['reconstruct'] = requireMatrix('reconstruct', await fitted.reconstruct(samples), [rows, columns])
      if (fitted.segment) {
        const [height, width] = fit.table.imageShape!
        const segments = requireMatrix('segment', await fitted.segment(samples), [rows, height * width])
        expect(segments.data.every(segment => Number.isInteger(segment) && segment >= 0 && segment < groups)).toBe(true)
        results['segment'] = segments
      }
      if (fitted.sample) {
        const drawn = await fitted.sample(20, { seed: 3 })
        requireMatrix('sample', drawn.samples, [20, columns])
        expect(await fitted.sample(20, { seed: 3 })).toEqual(drawn)
        const ofOne = await fitted.sample(10, { seed: 3, component: 0 })
        requireMatrix('sample of one', ofOne.samples, [10, columns])
        expect([...ofOne.labels]).toEqual(new Array(10).fill(0))
        results['sample'] = [drawn, ofOne]
      }
      if (fitted.mixture) {
        const mixture = fitted.mixture()
        expect(mixture.columns).toBe(columns)
        results['mixture'] = mixture.toJSON()
      }
      if (fitted.codeMixture) {
        const mixture = fitted.codeMixture()
        if (fitted.encode) expect(mixture.columns).toBe((results['encode'] as Matrix).columns)
        results['codeMixture'] = mixture.toJSON()
      }
      if (fitted.pixelMixture) {
        const mixture = fitted.pixelMixture()
        expect(mixture.components).toBe(groups)
        results['pixelMixture'] = mixture.toJSON()
      }
      if (fitted.components) {
        const { components, columns: across, weights, means, covariances, covarianceType } = fitted.components()
        expect(across).toBe(columns)
        results['components'] = { components, weights, means, covariances, covarianceType }
      }
      if (fitted.profiles) {
        const profiles = fitted.profiles()
        expect(profiles.map(({ name }) => name)).toEqual(fitted.table.columnNames)
        for (const { levels, groups: ofGroups } of profiles) {
          expect(ofGroups).toHaveLength(groups)
          for (const { estimates, standardDeviation } of ofGroups) {
            expect(estimates).toHaveLength(levels?.length ?? 1)
            expect(standardDeviation === null).toBe(levels !== null)
            if (levels) expect(estimates.reduce((sum, { estimate }) => sum + estimate, 0)).toBeCloseTo(1, 9)
          }
        }
        results['profiles'] = profiles
      }
      expect(Object.keys(results).sort()).toEqual([...fitted.capabilities].filter(name => name !== 'decode' || fitted.encode).sort())
      return results
    }
  })
}
