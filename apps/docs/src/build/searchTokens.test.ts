import { describe, expect, it } from 'vitest'
import { searchTokens } from './searchTokens.js'

describe('searchTokens', () => {
  it('splits English at spaces and punctuation', () => {
    expect(searchTokens('The E-step, in log space.')).toEqual(['the', 'e', 'step', 'in', 'log', 'space'])
  })

  it('cuts Chinese into overlapping pairs', () => expect(searchTokens('高斯混合模型')).toEqual(['高斯', '斯混', '混合', '合模', '模型']))

  it('separates scripts and keeps a single character', () => expect(searchTokens('用BIC选K。')).toEqual(['用', 'bic', '选', 'k']))

  it('stands alone, since the site carries it as text', () => {
    const revived = new Function(`return (${searchTokens.toString()})`)() as typeof searchTokens
    expect(revived('模型 fit')).toEqual(['模型', 'fit'])
  })
})
