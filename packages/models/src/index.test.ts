import { expect, it } from 'vitest'
import * as door from './index.js'

it('exports these names and no others', () => {
  expect(Object.keys(door).sort()).toEqual([
    'InvalidModelFileError',
    'MixturaError',
    'RefusedTableError',
    'accepted',
    'automaticCountOption',
    'automaticNumberOption',
    'capabilities',
    'choiceOption',
    'choicesOption',
    'composeScript',
    'countOption',
    'countsOption',
    'defineFamily',
    'describeOptions',
    'expectedOf',
    'familyTexts',
    'filled',
    'firstRefusal',
    'flagOption',
    'languages',
    'loadModel',
    'measureDevice',
    'modelFamilies',
    'modelFamily',
    'numberOption',
    'rangeOption',
    'readFamilyOptions',
    'refusalText',
    'refused',
    'requireComplete',
    'requireRows',
    'tableFacts',
  ])
})
