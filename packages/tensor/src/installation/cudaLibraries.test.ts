import { expect, it } from 'vitest'
import { describeCuda } from './cudaLibraries.js'

it('says what of CUDA is there', () => {
  expect(describeCuda({ driver: null, cuda: ['12'], cudnn: [] })).toBe('no NVIDIA driver')
  expect(describeCuda({ driver: '550.54', cuda: ['12', '11'], cudnn: [] })).toBe('NVIDIA driver 550.54, CUDA 12, 11, no cuDNN')
})
