import { readPlainRecord, writePlainRecord, type PlainValue } from '@mixtura/numerics'

/** Saves a model of core by its `toJSON`, and loads it by `fromJSON` of its class. */
export function savedAsJson<Model extends { toJSON(): object }>(type: { fromJSON(json: unknown): Model }): {
  readonly save: (model: Model) => Uint8Array
  readonly load: (bytes: Uint8Array) => Model
} {
  return {
    save: model => writePlainRecord(model.toJSON() as { readonly [name: string]: PlainValue }),
    load: bytes => type.fromJSON(readPlainRecord(bytes)),
  }
}
