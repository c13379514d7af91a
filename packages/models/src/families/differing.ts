/**
 * The options that differ from the defaults of the function that takes them.
 *
 * @param options plain values; undefined ones are left out.
 */
export function differing<Options extends object>(
  options: Options,
  defaults: Readonly<Record<string, unknown>>,
): { readonly [Name in keyof Options]?: Exclude<Options[Name], undefined> } {
  const given = Object.entries(options).filter(([name, value]) => value !== undefined && JSON.stringify(value) !== JSON.stringify(defaults[name]))
  return Object.fromEntries(given) as ReturnType<typeof differing<Options>>
}
