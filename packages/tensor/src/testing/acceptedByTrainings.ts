import type { AcceptedPlaces } from '../../../numerics/src/testing/walkDoor.js'

type Accepted = AcceptedPlaces[string]

const callback = ['checkpoints.store.write', 'checkpoints.store.read', 'checkpoints.store.remove', 'checkpoints.store.names']

/** What the options accept that all trainings share. */
const ofTrainings: Accepted = {
  optional: ['checkpoints', 'checkpoints.everySteps', 'checkpoints.everyEpochs'],
  optionalSeed: ['seed'],
  optionalCallback: ['onProgress'],
  callback,
  optionalText: ['checkpoints.name'],
  optionalFlag: ['checkpoints.resume'],
}

/**
 * What a training accepts.
 *
 * @param options name of the argument, such as '1'.
 * @param own what it accepts beside the options that all trainings share.
 */
export function acceptedByTraining(options: string, own: Accepted): Accepted {
  return merged(placed(options, ofTrainings), own)
}

/** Merges what two tables accept. */
export function merged(...tables: readonly Accepted[]): Accepted {
  const all: Record<string, readonly string[]> = {}
  for (const table of tables) {
    for (const [meaning, places] of Object.entries(table)) all[meaning] = [...(all[meaning] ?? []), ...places]
  }
  return all
}

/** The table with every place inside the argument `at`. */
export function placed(at: string, table: Accepted): Accepted {
  return Object.fromEntries(Object.entries(table).map(([meaning, places]) => [meaning, places.map(place => `${at}.${place}`)]))
}
