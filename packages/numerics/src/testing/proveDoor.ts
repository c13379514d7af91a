import { describe, expect, it } from 'vitest'
import { acceptedBy, callableNames, walkCall, type AcceptedPlaces, type ExampleCall, type Walk } from './walkDoor.js'

/**
 * Tests that everything a package exports refuses wrong values with a typed error, at every place where they are not listed as
 * accepted. An export without an example call fails, so that new exports are covered.
 *
 * @param door the package's index.
 * @param examples example calls, by the name of the export, or by any other name if they have a `call`.
 */
export function proveDoor(
  door: Readonly<Record<string, unknown>>,
  { examples, acceptedPlaces, ...walk }: Walk & { readonly examples: Readonly<Record<string, ExampleCall>>; readonly acceptedPlaces: AcceptedPlaces },
): void {
  it('has an example call of everything that the package exports', () => {
    expect(callableNames(door).filter(name => !(name in examples))).toEqual([])
  })

  it('says of no other call what it accepts', () => {
    expect(Object.keys(acceptedPlaces).filter(name => !(name in examples))).toEqual([])
  })

  describe('refuses wrong values by a typed error', () => {
    it.each(Object.entries(examples))('%s', async (name, example) => {
      const call = example.call ?? (door[name] as NonNullable<ExampleCall['call']>)
      const values = typeof example.values === 'function' ? example.values() : example.values
      await walk.dispose?.(await (call as (...values: unknown[]) => unknown)(...values))
      const { accepted, faults } = await walkCall(call, example, walk)
      expect(faults).toEqual([])
      expect(accepted).toEqual(acceptedBy(acceptedPlaces, name))
    }, 60_000)
  })
}
