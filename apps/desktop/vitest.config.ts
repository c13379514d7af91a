import vue from '@vitejs/plugin-vue'
import { defineConfig } from 'vitest/config'

export default defineConfig({
  plugins: [vue()],
  test: {
    include: ['src/**/*.test.ts', 'tests/**/*.test.ts'],
    globalSetup: './vitest.setup.mjs',
    reporters: ['default', ['json', { outputFile: 'test-report.json' }]],
    // Engine processes start from nothing, and may do so on a busy machine.
    testTimeout: 120_000,
    hookTimeout: 60_000,
  },
})
