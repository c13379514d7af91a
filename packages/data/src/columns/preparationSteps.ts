import { isRecord } from '@mixtura/numerics/validation'
import { OpenOptionError } from '../errors/textErrors.js'
import { maxComponentColumns, preparationKinds, type PreparationStep } from '../preparation.js'

type Check = (value: unknown) => boolean

const isText: Check = value => typeof value === 'string' && value !== ''
const isNumber: Check = value => typeof value === 'number' && Number.isFinite(value)
const isTexts: Check = value => Array.isArray(value) && value.length > 0 && value.every(each => typeof each === 'string')
const isNumbers = (value: unknown, length: number): boolean => Array.isArray(value) && value.length === length && value.every(isNumber)

/** Makes a reader that refuses the fields that a step does not have. */
function fields(checks: Readonly<Record<string, readonly [check: Check, expected: string]>>) {
  return (name: string, value: Record<string, unknown>): void => {
    for (const [field, [check, expected]] of Object.entries(checks)) {
      if (!check(value[field])) throw new OpenOptionError(`${name}.${field}`, value[field], expected)
    }
    const unknown = Object.keys(value).find(field => value[field] !== undefined && field !== 'kind' && !Object.hasOwn(checks, field))
    if (unknown !== undefined) throw new OpenOptionError(`${name}.${unknown}`, value[unknown], `left out, since a step of the kind ${String(value['kind'])} has the fields ${Object.keys(checks).join(', ')}`)
  }
}

function oneOf(...values: readonly string[]): readonly [Check, string] {
  return [value => values.includes(value as string), values.join(' or ')]
}

function optional(check: (learned: Record<string, unknown>) => boolean, expected: string): readonly [Check, string] {
  return [value => value === undefined || (isRecord(value) && check(value)), expected]
}

const named = { name: [isText, 'the name of the new column'], column: [isText, 'the name of a column'] } as const

const stepReaders = {
  impute: fields({
    ...named, method: oneOf('mean', 'median', 'most-frequent'),
    learned: optional(({ value }) => isNumber(value) || typeof value === 'string', 'an object with a value'),
  }),
  log: fields({ ...named, method: oneOf('log', 'log1p') }),
  scale: fields({
    ...named, method: oneOf('range', 'largest', 'robust'),
    learned: optional(({ center, scale }) => isNumber(center) && isNumber(scale) && Number(scale) > 0, 'an object with the numbers center and scale, which is positive'),
  }),
  'one-hot': fields({
    ...named,
    learned: optional(({ levels }) => isTexts(levels) && new Set(levels as string[]).size === (levels as string[]).length, 'an object with levels, which are different words'),
  }),
  components: (name: string, value: Record<string, unknown>): void => {
    const { columns, count } = value
    const size = Array.isArray(columns) ? columns.length : 0
    fields({
      name: named.name,
      columns: [each => isTexts(each) && size >= 2 && size <= maxComponentColumns && new Set(each as string[]).size === size, `the names of 2 to ${maxComponentColumns} different columns`],
      count: [each => Number.isSafeInteger(each) && Number(each) >= 1 && Number(each) <= size, `a whole number from 1 to the number of columns, ${size}`],
      scaling: [each => each === undefined || each === 'standardize' || each === 'none', 'standardize or none'],
      learned: optional(
        ({ center, scale, loadings, explained }) =>
          isNumbers(center, size) && isNumbers(scale, size) && (scale as number[]).every(each => each > 0) && isNumbers(loadings, size * Number(count)) && isNumbers(explained, Number(count)),
        `an object with center and scale (${size} numbers each), loadings (${size} numbers for each component) and explained`,
      ),
    })(name, value)
  },
} satisfies Record<PreparationStep['kind'], (name: string, value: Record<string, unknown>) => void>

/** @throws {OpenOptionError} for the first field of a step that cannot be used. */
export function readPreparationSteps(name: string, given: unknown): readonly PreparationStep[] {
  if (!Array.isArray(given)) throw new OpenOptionError(name, given, 'an array of steps')
  given.forEach((step: unknown, at) => {
    const place = `${name}[${at}]`
    if (!isRecord(step)) throw new OpenOptionError(place, step, 'a step, which is an object')
    const { kind } = step
    if (!preparationKinds.includes(kind as PreparationStep['kind'])) throw new OpenOptionError(`${place}.kind`, kind, preparationKinds.join(', '))
    stepReaders[kind as PreparationStep['kind']](place, step)
  })
  return structuredClone(given) as PreparationStep[]
}
