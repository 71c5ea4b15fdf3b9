import { resolve } from 'node:path'
import react from '@vitejs/plugin-react'
import { defineConfig } from 'electron-vite'

export default defineConfig({
  main: {
    build: {
      // The workspace packages have TypeScript exports and must be inlined.
      externalizeDeps: { exclude: ['@fieldfile/protocol', '@fieldfile/domain', 'zod', 'temporal-polyfill', 'ws'] },
      sourcemap: true
    }
  },
  preload: {
    build: {
      externalizeDeps: false,
      isolatedEntries: true,
      rolldownOptions: { output: { format: 'cjs', entryFileNames: '[name].cjs' } }
    }
  },
  renderer: {
    root: 'src/renderer',
    plugins: [react()],
    worker: { format: 'es' },
    // Fonts stay files: the policy allows font-src self, no data: addresses.
    build: {
      rolldownOptions: { input: resolve('src/renderer/index.html') },
      chunkSizeWarningLimit: 4000,
      assetsInlineLimit: 0
    }
  }
})
