/** Whether an operand is the address of a table of ClickHouse. It is asked of every operand, so it loads nothing. */
export const isTableAddress = (text: string | undefined): text is string => text !== undefined && /^clickhouses?:\/\//.test(text)
