/** Formats numbers for a locale. */
export interface Formats {
  /** A cell with all digits that a float64 holds reliably, without grouping. */
  cell(value: number): string
  /** A count with grouping. */
  integer(value: number): string
  /** A measured value with five significant digits, but with all digits before the point; in scientific notation if it is very large or small. */
  decimal(value: number | null): string
  /** A standard deviation next to a mean, with three significant digits. */
  spread(value: number | null): string
  /** A value and its error, "5.01 ± 0.12": the error with two significant digits, the value with as many decimals. @param withError whether the error is written. */
  estimate(value: number, error: number, withError?: boolean): string
  /** A number near 1 with its sign and two decimals. */
  signed(value: number): string
  /** A criterion such as BIC, with one digit after the point. */
  criterion(value: number): string
  /** Any other result: one decimal digit if it is at least 1,000, otherwise five significant digits. */
  measure(value: number): string
  /** A value in nats, with four digits after the point. */
  nats(value: number): string
  /** A number from 0 to 1 as a percentage. */
  percent(value: number): string
  /** A rate, which may be small, as a percentage with two significant digits. */
  rate(value: number): string
  /** A number from 0 to 1, with three digits after the point. */
  probability(value: number): string
  /** A time in the largest unit that fits: milliseconds to hours. */
  duration(seconds: number): string
  bytes(value: number): string
  /** A day and a time of day, given in milliseconds since 1970. */
  moment(milliseconds: number): string
  /** Some names as one text. */
  list(names: readonly string[]): string
}

const absent = '–'

export function createFormats(tag: string): Formats {
  const format = (options: Intl.NumberFormatOptions): ((value: number) => string) => {
    const formatter = new Intl.NumberFormat(tag, options)
    return value => formatter.format(value).replace('-', '\u2212')
  }
  const integer = format({ maximumFractionDigits: 0 })
  const plain = format({ maximumSignificantDigits: 5 })
  const spread = format({ minimumSignificantDigits: 3, maximumSignificantDigits: 3 })
  const exact = format({ maximumSignificantDigits: 15, useGrouping: false })
  const exactScientific = format({ notation: 'scientific', maximumSignificantDigits: 15 })
  const scientific = format({ notation: 'scientific', maximumSignificantDigits: 4 })
  const tenth = format({ minimumFractionDigits: 1, maximumFractionDigits: 1 })
  const hundredth = format({ minimumFractionDigits: 2, maximumFractionDigits: 2 })
  const fourth = format({ minimumFractionDigits: 4, maximumFractionDigits: 4 })
  const percent = format({ style: 'percent', minimumFractionDigits: 1, maximumFractionDigits: 1 })
  const rate = format({ style: 'percent', maximumSignificantDigits: 2 })
  const probability = format({ minimumFractionDigits: 3, maximumFractionDigits: 3 })
  const times = (['second', 'minute', 'hour'] as const).map(unit => format({ style: 'unit', unit, unitDisplay: 'short', maximumSignificantDigits: 2 }))
  const milliseconds = format({ style: 'unit', unit: 'millisecond', unitDisplay: 'short', maximumFractionDigits: 0 })
  const wholeSeconds = format({ style: 'unit', unit: 'second', unitDisplay: 'short', maximumFractionDigits: 0 })
  const units = ['byte', 'kilobyte', 'megabyte', 'gigabyte'] as const
  const bytes = units.map(unit =>
    format({ style: 'unit', unit, unitDisplay: unit === 'byte' ? 'long' : 'short', maximumFractionDigits: 1 }))
  const moment = new Intl.DateTimeFormat(tag, { dateStyle: 'medium', timeStyle: 'short' })
  const list = new Intl.ListFormat(tag, { type: 'conjunction', style: 'narrow' })
  const isExtreme = (size: number): boolean => size !== 0 && (size >= 1e15 || size < 1e-6)
  return {
    cell: value => (isExtreme(Math.abs(value)) ? exactScientific(value) : exact(value)),
    integer,
    decimal(value) {
      if (value === null || !Number.isFinite(value)) return absent
      const size = Math.abs(value)
      if (size !== 0 && (size >= 1e9 || size < 1e-4)) return scientific(value)
      return size >= 1e5 ? integer(value) : plain(value)
    },
    spread(value) {
      if (value === null || !Number.isFinite(value)) return absent
      const size = Math.abs(value)
      return size !== 0 && (size >= 1e9 || size < 1e-4) ? scientific(value) : size >= 1e3 ? integer(value) : spread(value)
    },
    estimate(value, error, withError = true) {
      if (!Number.isFinite(value)) return absent
      if (!Number.isFinite(error) || error <= 0 || Math.abs(value) >= 1e9) return withError ? `${plain(value)} ± ${absent}` : plain(value)
      const decimals = Math.min(12, Math.max(0, 1 - Math.floor(Math.log10(error))))
      const rounded = format({ minimumFractionDigits: decimals, maximumFractionDigits: decimals })
      return withError ? `${rounded(value)} ± ${rounded(error)}` : rounded(value)
    },
    signed(value) {
      if (!Number.isFinite(value)) return absent
      // A number that rounds to zero has no sign.
      return Math.abs(value) < 0.005 ? hundredth(0) : `${value > 0 ? '+' : ''}${hundredth(value)}`
    },
    criterion: tenth,
    measure(value) {
      const size = Math.abs(value)
      if (!Number.isFinite(value)) return absent
      if (size !== 0 && (size >= 1e9 || size < 1e-4)) return scientific(value)
      return size >= 1e3 ? tenth(value) : plain(value)
    },
    nats: fourth,
    percent,
    rate,
    probability,
    duration(value) {
      if (value < 0.0995) return milliseconds(1000 * value)
      if (value >= 9.95 && value < 59.5) return wholeSeconds(value)
      const step = value < 59.5 ? 0 : value < 3570 ? 1 : 2
      return times[step]!(value / 60 ** step)
    },
    bytes(value) {
      const step = Math.min(units.length - 1, value < 1 ? 0 : Math.floor(Math.log10(value) / 3))
      return bytes[step]!(value / 1000 ** step)
    },
    moment: milliseconds => moment.format(milliseconds),
    list: names => list.format(names),
  }
}
