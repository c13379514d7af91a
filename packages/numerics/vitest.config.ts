import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    // Some tests start worker threads or other processes, and the machine may be busy.
    testTimeout: 60_000,
    hookTimeout: 60_000,
    include: ['src/**/*.test.ts'],
    reporters: ['default', ['json', { outputFile: 'test-report.json' }]],
  },
})
