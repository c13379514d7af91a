import { fileExtensions } from '@mixtura/data'
import { expect, it } from 'vitest'
import { offeredExtensions } from '../contract/offeredFiles.js'

it('dialogs offer what the data package recognises by its extension, and gzip', () => {
  expect(offeredExtensions).toEqual([...fileExtensions, '.gz'])
})
