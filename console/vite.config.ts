import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'
import { fontsAsFiles } from './fonts-as-files.ts'

/** `npm run console:build` builds it; `npm run console:dev` serves it with hot reload, before the stack at home. */
export default defineConfig({
  root: import.meta.dirname,
  plugins: [react(), fontsAsFiles()],
  build: {
    outDir: 'dist',
    target: 'es2023',
    // A page that needs nothing but its own files: nothing is inlined as data:, which the policy forbids.
    assetsInlineLimit: 0,
    // React and Cloudscape's frame are in one; what the first view loads in all has its own limit.
    chunkSizeWarningLimit: 1_000,
  },
  server: { host: '127.0.0.1', port: 4001, proxy: { '/console': 'http://127.0.0.1:4000' } },
})
