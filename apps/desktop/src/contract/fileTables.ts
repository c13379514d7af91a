import { z } from 'zod'

/** The tables of a file that holds several: sheets of a spreadsheet, or tables and views of a database. */
export const fileTablesSchema = z.object({
  names: z.array(z.string()),
  /** The one that the dataset is. */
  chosen: z.string(),
})
export type FileTables = z.infer<typeof fileTablesSchema>

/** The tables that a person may choose from before a file is opened. */
export const tableListSchema = z.object({
  /** Name of the file. */
  file: z.string(),
  /** What the file calls them. */
  noun: z.enum(['table', 'sheet']),
  names: z.array(z.string()),
})
export type TableList = z.infer<typeof tableListSchema>
