import { expect, it } from 'vitest'
import { peerEnvironment, strippedVariables } from './peerEnvironment.js'

it('removes variables that choose kernels or limit threads', () => {
  const environment = { PATH: '/bin', OPENBLAS_CORETYPE: 'Haswell', openblas_l2_size: '512', OMP_WAIT_POLICY: 'PASSIVE', MKL_CBWR: 'COMPATIBLE', HOME: '/home' }
  expect(strippedVariables(environment)).toEqual(['MKL_CBWR', 'OMP_WAIT_POLICY', 'OPENBLAS_CORETYPE', 'openblas_l2_size'])
  expect(peerEnvironment(environment, 2)).toEqual({
    PATH: '/bin', HOME: '/home',
    OMP_NUM_THREADS: '2', OPENBLAS_NUM_THREADS: '2', MKL_NUM_THREADS: '2', BLIS_NUM_THREADS: '2', VECLIB_MAXIMUM_THREADS: '2',
  })
})
