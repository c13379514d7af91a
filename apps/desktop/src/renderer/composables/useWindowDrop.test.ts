// @vitest-environment happy-dom
import { mount } from '@vue/test-utils'
import { expect, it } from 'vitest'
import { h } from 'vue'
import { useWindowDrop } from './useWindowDrop.js'

it('hands over every dropped file, in order', () => {
  const given: string[][] = []
  const wrapper = mount({
    setup() {
      useWindowDrop(files => given.push(files.map(({ name }) => name)))
      return () => h('div')
    },
  })
  const files = [new File(['a\n1\n'], 'first.csv'), new File(['b\n2\n'], 'second.csv')]
  const drop = Object.assign(new Event('drop', { cancelable: true }), { dataTransfer: { types: ['Files'], files } })
  dispatchEvent(drop)
  expect(given).toEqual([['first.csv', 'second.csv']])
  expect(drop.defaultPrevented).toBe(true)
  wrapper.unmount()
})
