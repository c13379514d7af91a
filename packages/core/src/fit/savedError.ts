import { MixturaError, savedFields, savedText, wrongField } from '@mixtura/numerics'
import { describeValue, isRecord, optional, type Reader } from '@mixtura/numerics/validation'
import { fromErrorRecord, type ErrorRecord } from '../threads/errorRecord.js'

const readRecord = savedFields<ErrorRecord>({
  name: savedText,
  message: savedText,
  stack: optional(savedText),
  fields: (path, value) => {
    if (!isRecord(value)) throw wrongField(path, 'a record', describeValue(value))
    // Fields are copied onto the error, where these names mean something else.
    const reserved = Object.keys(value).find(name => name === 'stack' || (name !== 'name' && name in Error.prototype))
    if (reserved !== undefined) throw wrongField(path, 'a record of fields of an error', `'${reserved}'`)
    if ('name' in value) savedText(`${path}.name`, value.name)
    return value
  },
})

/** Reads why a start failed: the record that `toErrorRecord` made of a MixturaError. */
export const savedError: Reader<MixturaError> = (path, value) => {
  const record = readRecord(path, value)
  const error = fromErrorRecord({ ...record, stack: record.stack })
  if (error instanceof MixturaError) return error
  throw wrongField(`${path}.name`, 'the name of an error of a fit', describeValue(record.name))
}
