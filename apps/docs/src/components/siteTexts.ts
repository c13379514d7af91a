import { useData } from 'vitepress'
import { computed, type ComputedRef } from 'vue'

const en = {
  run: 'Run', running: 'Running …', stop: 'Stop', reset: 'Reset', output: 'Output', failed: 'It failed: ',
  here: 'Your browser', recorded: 'Recorded', nodeOnly: 'runs in Node', figure: 'Figure of the result',
  milliseconds: (value: number) => (value < 1000 ? `${Math.round(value)} ms` : `${(value / 1000).toFixed(1)} s`),
}

const zh: typeof en = {
  run: '运行', running: '正在运行…', stop: '停止', reset: '复位', output: '输出', failed: '运行失败：',
  here: '您的浏览器', recorded: '记录', nodeOnly: '在 Node 中运行', figure: '结果图',
  milliseconds: value => (value < 1000 ? `${Math.round(value)} 毫秒` : `${(value / 1000).toFixed(1)} 秒`),
}

/** Texts of a component in the language of the page. */
export function useTexts<Texts>(english: Texts, chinese: Texts): ComputedRef<Texts> {
  const { lang } = useData()
  return computed(() => (lang.value.startsWith('zh') ? chinese : english))
}

export const useExampleTexts = (): ComputedRef<typeof en> => useTexts(en, zh)
