import { z } from 'zod'

const name = z.string().min(1).max(1000)
const numbers = z.array(z.number().finite()).max(100_000)

/** A step that makes columns of a dataset, with what it learned; the same as `PreparationStep` of @mixtura/data. */
export const preparationStepSchema = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('impute'), name, column: name, method: z.enum(['mean', 'median', 'most-frequent']),
    learned: z.object({ value: z.union([z.number().finite(), z.string()]) }).optional(),
  }),
  z.object({ kind: z.literal('log'), name, column: name, method: z.enum(['log', 'log1p']) }),
  z.object({
    kind: z.literal('scale'), name, column: name, method: z.enum(['range', 'largest', 'robust']),
    learned: z.object({ center: z.number().finite(), scale: z.number().positive().finite() }).optional(),
  }),
  z.object({ kind: z.literal('one-hot'), name, column: name, learned: z.object({ levels: z.array(z.string()).min(1).max(1000) }).optional() }),
  z.object({
    kind: z.literal('components'), name, columns: z.array(name).min(2).max(1000), count: z.number().int().positive().max(1000), scaling: z.enum(['standardize', 'none']).optional(),
    learned: z.object({ center: numbers, scale: numbers, loadings: numbers, explained: numbers }).optional(),
  }),
])
export type PreparationStep = z.infer<typeof preparationStepSchema>
export type PreparationKind = PreparationStep['kind']

/** The columns that a step reads. */
export function columnsRead(step: PreparationStep): readonly string[] {
  return step.kind === 'components' ? step.columns : [step.column]
}

/** The columns that a step makes; of a step that has not learned its levels, those that are known. */
export function columnsMade(step: PreparationStep): readonly string[] {
  if (step.kind === 'one-hot') return (step.learned?.levels ?? []).map(level => `${step.name}=${level}`)
  if (step.kind === 'components') return Array.from({ length: step.count }, (_, at) => `${step.name}${String(at + 1)}`)
  return [step.name]
}

/** The steps through which columns came: those that made them, and those before them, in their order. */
export function stepsBehind(steps: readonly PreparationStep[], columns: readonly string[]): readonly PreparationStep[] {
  const wanted = new Set(columns)
  return steps
    .toReversed()
    .filter(step => {
      const isWanted = columnsMade(step).some(made => wanted.has(made))
      if (isWanted) columnsRead(step).forEach(read => wanted.add(read))
      return isWanted
    })
    .toReversed()
}
