/**
 * Calls everything that a package exports with arguments of wrong types: each example call is repeated with each of its
 * arguments, options and entries replaced by each of the wrong values. It depends on no package, so the tests of all packages use it.
 */

/** Values that are wrong for most arguments, by the names that the tables use. */
export const wrongValues: Readonly<Record<string, unknown>> = {
  undefined: undefined,
  null: null,
  NaN: NaN,
  Infinity: Infinity,
  '-1': -1,
  '1.5': 1.5,
  '2 ** 40': 2 ** 40,
  true: true,
  "''": '',
  "'3'": '3',
  "'text'": 'text',
  '10n': 10n,
  symbol: Symbol('symbol'),
  '[]': [],
  '[[]]': [[]],
  '{}': {},
  function: () => undefined,
  date: new Date(0),
}

/** Name of an option that does not exist. */
const unknownOption = 'optionThatNothingReads'

/** A call that succeeds. */
export interface ExampleCall {
  /** The function to call with `values`; the export itself by default. */
  readonly call?: (...values: never[]) => unknown
  /** The arguments. A function makes new ones for each call, if a call consumes them. */
  readonly values: readonly unknown[] | (() => readonly unknown[])
  /** Places of records whose fields may have any name, with the reason. */
  readonly open?: Readonly<Record<string, string>>
  /** Places that are not replaced, and nothing in them either, with the reason. */
  readonly skipped?: Readonly<Record<string, string>>
}

export interface Walk {
  /** The base class of the package's errors. */
  readonly errorBase: abstract new (...values: never[]) => Error
  /** Called after each call with its result, to free resources. */
  readonly dispose?: (result: unknown) => unknown
}

/** The names of all functions, constructors, static functions and methods among the exports. Error classes are left out, because only the package constructs them. */
export function callableNames(door: Readonly<Record<string, unknown>>): readonly string[] {
  return Object.entries(door).flatMap(([name, exported]) => {
    if (typeof exported !== 'function') return []
    if (!/^class\b/.test(Function.prototype.toString.call(exported))) return [name]
    const prototype = exported.prototype as object
    if (prototype instanceof Error) return []
    const functionsOf = (owner: object) => Object.entries(Object.getOwnPropertyDescriptors(owner)).filter(([, { value }]) => typeof value === 'function')
    const statics = functionsOf(exported)
    const methods = functionsOf(prototype).filter(([key]) => key !== 'constructor')
    return [`new ${name}`, ...statics.map(([key]) => `${name}.${key}`), ...methods.map(([key]) => `${name}#${key}`)]
  })
}

/**
 * Finds which wrong values an example call accepts at each place, and which errors are not as they should be.
 *
 * A place is written like code: '1.seed' is the option `seed` of the second argument, '0[]' is the last entry of the first.
 *
 * @returns `accepted`: the accepted wrong values by place; `faults`: one sentence for each fault.
 */
export async function walkCall(
  call: (...values: never[]) => unknown,
  example: ExampleCall,
  walk: Walk,
): Promise<{ readonly accepted: Readonly<Record<string, readonly string[]>>; readonly faults: readonly string[] }> {
  const made = typeof example.values === 'function' ? example.values : () => example.values as readonly unknown[]
  const skipped = Object.keys(example.skipped ?? {})
  const accepted: Record<string, string[]> = {}
  const faults: string[] = []
  const attempt = async (place: string, name: string, replaced: (values: readonly unknown[]) => readonly unknown[]): Promise<void> => {
    try {
      const result = await (call as (...values: unknown[]) => unknown)(...replaced(made()))
      await walk.dispose?.(result)
      ;(accepted[place] ??= []).push(name)
    } catch (error) {
      const fault = faultOf(error, walk.errorBase)
      if (fault) faults.push(`${place} = ${name}: ${fault}`)
    }
  }
  for (const place of placesOf(made())) {
    if (skipped.some(name => place.name === name || place.name.startsWith(`${name}.`) || place.name.startsWith(`${name}[`))) continue
    for (const [name, value] of Object.entries(wrongValues)) {
      await attempt(place.name, name, values => place.replace(values, value) as readonly unknown[])
    }
    if (!isPlain(place.value) || example.open?.[place.name] !== undefined) continue
    const withUnknown = { ...(place.value as object), [unknownOption]: 1 }
    await attempt(place.name, unknownOption, values => place.replace(values, withUnknown) as readonly unknown[])
  }
  // The size of a number is a question of numerics, not of types.
  const ofTypes = Object.entries(accepted).map(([place, names]) => [place, names.includes('1.5') ? names.filter(name => name !== '2 ** 40') : names])
  return { accepted: Object.fromEntries(ofTypes) as Record<string, string[]>, faults }
}

function faultOf(error: unknown, errorBase: Walk['errorBase']): string | undefined {
  if (!(error instanceof errorBase)) return `${error instanceof Error ? `${error.name}: ${error.message}` : String(error)}`
  const code = 'code' in error ? error.code : undefined
  if (typeof code !== 'string' || !/^[a-z0-9-]+$/.test(code)) return `has the code ${String(code)}`
  return /\S+ \S+ .*[.?]$/s.test(error.message) ? undefined : `says no sentence: ${error.message}`
}

interface Place {
  readonly name: string
  readonly value: unknown
  readonly replace: (within: unknown, value: unknown) => unknown
}

/** Each argument, and within it each field of a plain object and the last entry of an array. */
function placesOf(values: readonly unknown[]): readonly Place[] {
  return values.flatMap((value, at) =>
    placesIn({
      name: String(at),
      value,
      replace: (within, other) => (within as readonly unknown[]).map((same, i) => (i === at ? other : same)),
    }),
  )
}

function placesIn(place: Place): readonly Place[] {
  const { name, value, replace } = place
  if (Array.isArray(value) && value.length > 0) {
    const last = value.length - 1
    return [place, ...placesIn({ name: `${name}[]`, value: value[last], replace: (within, other) => replace(within, value.with(last, other)) })]
  }
  if (!isPlain(value)) return [place]
  return [
    place,
    ...Object.entries(value as object).flatMap(([field, entry]) =>
      placesIn({ name: `${name}.${field}`, value: entry, replace: (within, other) => replace(within, { ...(value as object), [field]: other }) }),
    ),
  ]
}

function isPlain(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false
  const prototype: unknown = Object.getPrototypeOf(value)
  return prototype === Object.prototype || prototype === null
}

/**
 * For each meaning that an argument can have, the wrong values that are valid for it. Every other wrong value must be refused
 * at a place of that meaning.
 */
export const meanings = {
  /** An argument that may be left out. */
  optional: ['undefined'],
  /** A record of options that may all be left out. */
  optionalRecord: ['undefined', '{}'],
  /** A record of any number of entries. */
  record: ['{}'],
  /** Any finite number. */
  number: ['-1', '1.5'],
  positiveNumber: ['1.5'],
  optionalNumber: ['undefined', '-1', '1.5'],
  optionalPositiveNumber: ['undefined', '1.5'],
  /** A number, or Infinity as an upper limit above every number. */
  numberOrInfinity: ['Infinity', '-1', '1.5'],
  positiveNumberOrInfinity: ['Infinity', '1.5'],
  /** A number that is checked later for being finite. */
  matrixCell: ['undefined', 'null', 'NaN', 'Infinity', '-1', '1.5'],
  /** A cell that may be missing. */
  missingCell: ['undefined', 'null', 'NaN', '-1', '1.5'],
  /** A cell of a table, of any type. */
  tableCell: ['null', 'NaN', 'Infinity', '-1', '1.5', 'true', "''", "'3'", "'text'"],
  /** The label of a class: a finite number or any string. */
  label: ['-1', '1.5', "''", "'3'", "'text'"],
  /** A string that may be empty. */
  anyText: ["''", "'3'", "'text'"],
  optionalAnyText: ['undefined', "''", "'3'", "'text'"],
  anyTextOrFlag: ['true', "''", "'3'", "'text'"],
  /** Anything that JSON can write, even if the value changes. */
  jsonValue: ['undefined', 'null', 'NaN', 'Infinity', '-1', '1.5', 'true', "''", "'3'", "'text'", '[]', '[[]]', '{}', 'date'],
  /** A large upper limit. */
  optionalLargeNumberOrInfinity: ['undefined', 'Infinity', '2 ** 40'],
  /** One of a few strings, including the empty one. */
  optionalEmptyText: ['undefined', "''"],
  /** A string that is not empty. */
  text: ["'3'", "'text'"],
  /** One of a few names, including 'text'. */
  optionalTextName: ['undefined', "'text'"],
  optionalText: ['undefined', "'3'", "'text'"],
  /** A number above 0. It may be so large that it has no effect. */
  optionalPositiveNumberOrInfinity: ['undefined', 'Infinity', '1.5'],
  optionalList: ['undefined', '[]'],
  seed: ['2 ** 40'],
  /** A whole number of at least 0 without an upper limit. */
  largeCount: ['2 ** 40'],
  optionalSeed: ['undefined', '2 ** 40'],
  callback: ['function'],
  optionalCallback: ['undefined', 'function'],
  optionalFlag: ['undefined', 'true'],
  /** All, none, or a list of the frozen parts. */
  frozenPart: ['undefined', 'true', '[]'],
  /** A list for which an empty list is valid, with an empty result. */
  emptyList: ['[]'],
  /** A whole number of either sign without a limit. */
  wholeNumber: ['-1', '2 ** 40'],
  nullable: ['null'],
  optionalNullable: ['undefined', 'null'],
} as const satisfies Readonly<Record<string, readonly string[]>>

export type Meaning = keyof typeof meanings

/** The places of each example, by their meaning. */
export type AcceptedPlaces = Readonly<Record<string, Readonly<Partial<Record<Meaning, readonly string[]>>>>>

/** The wrong values that an example may take, by place. */
export function acceptedBy(places: AcceptedPlaces, example: string): Readonly<Record<string, readonly string[]>> {
  const accepted = Object.entries(places[example] ?? {}).flatMap(([meaning, names]) => names.map(name => [name, meanings[meaning as Meaning]]))
  return Object.fromEntries(accepted) as Readonly<Record<string, readonly string[]>>
}
