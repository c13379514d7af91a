import { defineStore } from 'pinia'
import { shallowRef } from 'vue'
import type { TableList } from '../../contract/fileTables.js'

/** The question which table of a file to open, while it is on screen. */
export const useTableChoiceStore = defineStore('tableChoice', () => {
  const question = shallowRef<TableList | null>(null)
  let answer: (table: string | null) => void = () => undefined

  /** @returns the chosen table; null if the user cancels, or another file asks. */
  function ask(list: TableList): Promise<string | null> {
    answer(null)
    question.value = list
    return new Promise(resolve => { answer = resolve })
  }

  function settle(table: string | null): void {
    question.value = null
    answer(table)
  }

  return { question, ask, settle }
})
