export type { ImputeOptions, SampleExplanations } from '@mixtura/core'
export { MixturaError } from '@mixtura/numerics'
export { familyOfFile, loadModel, modelFamilies, modelFamily } from './catalogue.js'
export { accepted, firstRefusal, RefusedTableError, refused, requireComplete, requireRows, type Acceptance, type Message, type TextValues } from './contract/acceptance.js'
export { defineFamily, type FamilyDefinition, type FitRecord, type FitResults } from './contract/defineFamily.js'
export type { Cost, Device, Engine } from './contract/device.js'
export {
  capabilities,
  type Abilities,
  type Capability,
  type ColumnProfile,
  type Curve,
  type Fact,
  type FittedModel,
  type GeneratedSamples,
  type GroupProfile,
  type ProfileEstimate,
  type Refit,
  type ResultTable,
} from './contract/fittedModel.js'
export type { FitControl, ModelFamily } from './contract/modelFamily.js'
export type { FitProgress, MetricTrace, Picture, Place } from './contract/progress.js'
export { inOwnUnits } from './contract/inOwnUnits.js'
export { OwnUnits } from './contract/ownUnits.js'
export { remoteTableFacts, remoteTableOf, tableFacts, type ClassFacts, type ColumnScaling, type DescribedSource, type FeatureRole, type ImageShape, type Label, type RemoteTable, type Table, type TableFacts, type TableFeature, type TableLevel } from './contract/table.js'
export { InvalidModelFileError } from './files/invalidModelFileError.js'
export { describeOptions } from './options/describeOptions.js'
export type { OptionCondition, OptionDescription, OptionFacts, OptionKind } from './options/optionDescription.js'
export {
  automaticCountOption,
  automaticNumberOption,
  choiceOption,
  choicesOption,
  countOption,
  countsOption,
  flagOption,
  numberOption,
  rangeOption,
} from './options/optionFields.js'
export { optionFromText, optionToText } from './options/optionText.js'
export { expectedOf, readFamilyOptions } from './options/readFamilyOptions.js'
export type { FitRun, StepReport } from './running/fitReporter.js'
export { measureDevice } from './running/measureDevice.js'
export { datasetReport, type DatasetReport, type ReportedColumn } from './report/datasetReport.js'
export { modelReport, reportParts, type ModelReport, type ReportPart } from './report/modelReport.js'
export { reportPage, type ReportChapter, type ReportPage } from './report/reportPage.js'
export { shownNumber } from './report/shownValue.js'
export { composeScript, type FitScript, type ScriptSource } from './scripts/fitScript.js'
export { familyTexts, filled, refusalText } from './texts/familyTexts.js'
export { languages, type FamilyText, type Language, type OptionText, type RefusalText, type Texts } from './texts/vocabulary.js'
