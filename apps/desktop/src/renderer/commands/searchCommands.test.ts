import { expect, it } from 'vitest'
import { searchCommands, type Command } from './searchCommands.js'

const command = (title: string, words: readonly string[] = [], detail = ''): Command => ({ id: title, group: 'actions', title, words, detail, enabled: true, run: () => undefined })
const commands = [command('Undo: delete fit'), command('Save project…', ['保存']), command('Go to Data'), command('Gaussian mixture', ['soft clustering', '高斯混合模型', 'GMM']), command('Fit Mixture', [], 'iris')]
const titles = (query: string): string[] => searchCommands(commands, query).map(({ title }) => title)

it('finds commands by any words of title, detail and synonyms in every language', () => {
  expect(titles('')).toHaveLength(5)
  expect(titles('DELETE undo')).toEqual(['Undo: delete fit'])
  expect(titles('高斯')).toEqual(['Gaussian mixture'])
  expect(titles('soft-clustering')).toEqual([])
  expect(titles('soft clus')).toEqual(['Gaussian mixture'])
  expect(titles('iris')).toEqual(['Fit Mixture'])
  expect(titles('nothing of the kind')).toEqual([])
})

it('has titles that begin with the query first, and no more than asked for', () => {
  expect(titles('g')).toEqual(['Go to Data', 'Gaussian mixture'])
  expect(titles('mix')).toEqual(['Gaussian mixture', 'Fit Mixture'])
  expect(titles('fit')).toEqual(['Fit Mixture', 'Undo: delete fit'])
  expect(searchCommands(commands, '', 2)).toHaveLength(2)
})
