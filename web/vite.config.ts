import path from 'node:path'

import tailwindcss from '@tailwindcss/vite'
import { tanstackRouter } from '@tanstack/router-plugin/vite'
import react from '@vitejs/plugin-react'
import { defineConfig } from 'vitest/config'

/** Where the API is while developing: `localstack/run` prints it. */
const api = process.env['API_URL'] ?? 'http://127.0.0.1:8080'

export default defineConfig({
  plugins: [tanstackRouter({ target: 'react', autoCodeSplitting: true }), react(), tailwindcss()],
  resolve: { alias: { '@': path.resolve(import.meta.dirname, 'src') } },
  server: {
    port: Number(process.env['PORT'] ?? 5173),
    // The Host stays the browser's, so that the API takes the refresh cookie from this page.
    proxy: {
      '/api': { target: api, changeOrigin: false },
      '/problems': { target: api, changeOrigin: false },
    },
  },
  build: {
    target: 'es2023',
    manifest: true,
    sourcemap: false,
    // Inlined files would need `data:` in the content security policy.
    assetsInlineLimit: 0,
  },
  test: {
    environment: 'jsdom',
    include: ['src/**/*.test.{ts,tsx}'],
    setupFiles: ['tests/unit-setup.ts'],
    restoreMocks: true,
    // Typing key by key takes its time on a machine that others use, too.
    testTimeout: 60_000,
  },
})
