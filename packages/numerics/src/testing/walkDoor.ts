/**
 * A walk over everything that a package exports, with arguments of wrong types: each example call is repeated with each of
 * its arguments, options and entries replaced by each of the wrong values. Knows no package, so tests of all of them use it.
 */

/** A value that hardly any argument may have, by the name that a table calls it. */
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

/** An option that nothing reads. */
const unknownOption = 'optionThatNothingReads'

/** A call that succeeds. */
export interface ExampleCall {
  /** What is called with `arguments`; the export itself by default. */
  readonly call?: (...values: never[]) => unknown
  /** May be made anew by a function, where a call uses them up. */
  readonly values: readonly unknown[] | (() => readonly unknown[])
  /** Places of records that may have fields of any name, and why. */
  readonly open?: Readonly<Record<string, string>>
  /** Places that are not replaced, nor anything in them, and why. */
  readonly skipped?: Readonly<Record<string, string>>
}

export interface Walk {
  /** The base class of the package's errors. */
  readonly errorBase: abstract new (...values: never[]) => Error
  /** Called after each call, to free what it made. */
  readonly dispose?: (result: unknown) => unknown
}

/** Every function, constructor, static and method among the exports, without error classes: only the package throws these. */
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
 * What of the wrong values an example call takes, by place, and the errors that are not as they should be.
 *
 * A place is written as code would: '1.seed' is the option seed of the second argument, '0[]' the last entry of the first.
 *
 * @returns `accepted` wrong values by place; `faults` one sentence each.
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
  // How large a number may be is a matter of numerics, not of types.
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

/** Each argument; in it, each field of a plain object, and the last entry of an array. */
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
 * Wrong values that are right for some arguments, by what such an argument is. Every place must be refused every value
 * but those of its meaning.
 */
export const meanings = {
  /** May be left out. */
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
  /** A number, or Infinity where every number lies below. */
  numberOrInfinity: ['Infinity', '-1', '1.5'],
  positiveNumberOrInfinity: ['Infinity', '1.5'],
  /** A number whose being finite is checked later. */
  matrixCell: ['undefined', 'null', 'NaN', 'Infinity', '-1', '1.5'],
  /** A cell that may be missing. */
  missingCell: ['undefined', 'null', 'NaN', '-1', '1.5'],
  /** The name of a class: a finite number or any text. */
  label: ['-1', '1.5', "''", "'3'", "'text'"],
  /** A text that may be empty. */
  anyText: ["''", "'3'", "'text'"],
  optionalAnyText: ['undefined', "''", "'3'", "'text'"],
  anyTextOrFlag: ['true', "''", "'3'", "'text'"],
  /** What JSON writes, if not always as it was. */
  jsonValue: ['undefined', 'null', 'NaN', 'Infinity', '-1', '1.5', 'true', "''", "'3'", "'text'", '[]', '[[]]', '{}', 'date'],
  /** A bound from above that is large. */
  optionalLargeNumberOrInfinity: ['undefined', 'Infinity', '2 ** 40'],
  /** One of a few texts, the empty one among them. */
  optionalEmptyText: ['undefined', "''"],
  /** A text that is not empty. */
  text: ["'3'", "'text'"],
  /** One of a few names, 'text' among them. */
  optionalTextName: ['undefined', "'text'"],
  optionalText: ['undefined', "'3'", "'text'"],
  /** A number above 0 that may be so large that it binds nothing. */
  optionalPositiveNumberOrInfinity: ['undefined', 'Infinity', '1.5'],
  optionalList: ['undefined', '[]'],
  seed: ['2 ** 40'],
  /** A whole number from 0 whose size has no bound. */
  largeCount: ['2 ** 40'],
  optionalSeed: ['undefined', '2 ** 40'],
  callback: ['function'],
  optionalCallback: ['undefined', 'function'],
  optionalFlag: ['undefined', 'true'],
  /** All, none or a list of those that are frozen. */
  frozenPart: ['undefined', 'true', '[]'],
  /** Nothing in, nothing out. */
  emptyList: ['[]'],
  /** A whole number of either sign, of a size that has no bound. */
  wholeNumber: ['-1', '2 ** 40'],
  nullable: ['null'],
  optionalNullable: ['undefined', 'null'],
} as const satisfies Readonly<Record<string, readonly string[]>>

export type Meaning = keyof typeof meanings

/** Places of each example, by what they are. */
export type AcceptedPlaces = Readonly<Record<string, Readonly<Partial<Record<Meaning, readonly string[]>>>>>

/** The wrong values that an example may take, by place. */
export function acceptedBy(places: AcceptedPlaces, example: string): Readonly<Record<string, readonly string[]>> {
  const accepted = Object.entries(places[example] ?? {}).flatMap(([meaning, names]) => names.map(name => [name, meanings[meaning as Meaning]]))
  return Object.fromEntries(accepted) as Readonly<Record<string, readonly string[]>>
}
