import type { AcceptedPlaces } from '../../../numerics/src/testing/walkDoor.js'

/** The accepted places of the methods of a dataset whose first column has the name `first`. */
function methodsOf(name: string, first: string): AcceptedPlaces {
  return {
    [`${name}, withColumnTypes`]: { record: ['0'], optionalTextName: [`0.${first}`] },
    [`${name}, readRows`]: { largeCount: ['0.offset', '0.limit'] },
    [`${name}, readFeatures`]: {
      optionalRecord: ['0', '0.where', '0.roles'], optional: ['0.columns', '0.scaling', '0.missing'], optionalList: ['0.where.conditions'],
      number: ['0.where.conditions[].from'], optionalEmptyText: ['0.where.search'],
    },
    [`${name}, selectRows`]: {
      optionalRecord: ['0'], optional: ['0.sort', '0.signal'], optionalList: ['0.conditions'], emptyList: ['0.conditions[].values'], tableCell: ['0.conditions[].values[]'],
      optionalAnyText: ['0.search'], optionalFlag: ['0.sort.descending'],
    },
    [`${name}, profileColumns`]: { optionalRecord: ['0'], optional: ['0.signal'], optionalList: ['0.columns'] },
    [`${name}, blocks`]: { optionalRecord: ['0'], optional: ['0.columns', '0.missing'] },
    [`${name}, source`]: { optionalRecord: ['0', '0.roles'], optional: ['0.columns', '0.scaling', '0.missing', '0.sampleWeights', '0.threads', '0.kernels', '0.signal'] },
    [`${name}, readLevels`]: { record: ['0'], optional: [`0.${first}.levels`, `0.${first}.mergeBelow`], optionalText: [`0.${first}.mergedName`] },
    [`${name}, writeWithColumns`]: { text: ['0', '1.columns[].name'], emptyList: ['1.columns'], optional: ['1.columns[].replaces'] },
  }
}

/** The arguments of the example calls for which some of the wrong values are valid, by their meaning. */
export const acceptedPlaces: AcceptedPlaces = {
  openDataset: {
    optionalRecord: ['1', '1.types', '1.columns', '1.columns.height'],
    optional: ['1.columns.height.decimal', '1.encoding', '1.delimiter', '1.quote', '1.escape', '1.skipRows', '1.decimal', '1.signal'],
    optionalTextName: ['1.types.kind', '1.columns.height.type'],
    optionalText: ['1.table'],
    optionalEmptyText: ['1.thousands', '1.columns.height.thousands'],
    optionalFlag: ['1.header'],
    optionalPositiveNumber: ['1.memoryLimit'],
    optionalList: ['1.missing', '1.columns.height.missing'],
    anyText: ['1.missing[]', '1.columns.height.missing[]'],
  },
  'openDataset of JSON': { optionalRecord: ['1'], optional: ['1.orientation'] },
  'openDataset of IDX': { optionalRecord: ['1'], optional: ['1.labels', '1.signal'] },
  openSampleDataset: { optionalRecord: ['1', '1.types'], optionalTextName: ['1.types.species'] },
  writeColumns: { text: ['0', '1.columns[].name'], optional: ['1.columns[].replaces'] },
  numericColumnNames: { text: ['0.path'], anyText: ['0.columns[].name', '0.columns[].type'] },
  ...methodsOf('openDataset', 'height'),
  ...methodsOf('openDataset of IDX', 'pixel_0_0'),
}
