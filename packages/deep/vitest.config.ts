import { defineConfig } from 'vitest/config'
import { backendProjects } from '../tensor/src/testing/backendProjects.js'

export default defineConfig({
  test: {
    // The native backend is built once per node_modules, under a lock: whichever package comes first.
    projects: await backendProjects(import.meta.dirname, {
      setupFiles: ['../tensor/src/testing/requireCoveredKernels.ts'],
      // Backends belong to a process, and libraries of backends do not load twice into threads of one.
      pool: 'forks',
      // Trainings; the machine may be busy.
      testTimeout: 180_000,
      hookTimeout: 180_000,
    }),
    reporters: ['default', ['json', { outputFile: 'test-report.json' }]],
  },
})
