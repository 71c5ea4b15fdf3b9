import chromium from '@sparticuz/chromium'
import react from '@vitejs/plugin-react'
import { playwright } from '@vitest/browser-playwright'
import { defineConfig } from 'vitest/config'

/** As in tests/harness/patience.ts, for `expect.poll` and `expect.element`. */
const patience = { poll: { timeout: 20_000 } }
const setupFiles = ['./tests/harness/patience.ts']
const chromiumArgs = ['--no-sandbox', '--no-zygote', '--disable-gpu']

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'unit',
          include: [
            '{protocol,domain,server,src,tools,bench}/**/*.test.ts',
            'tests/{contract,fuzz,migrations,sim}/**/*.test.ts'
          ],
          exclude: ['**/node_modules/**', '**/*.browser.test.ts'],
          environment: 'node',
          expect: patience,
          setupFiles,
          testTimeout: 60_000,
          hookTimeout: 60_000
        }
      },
      {
        plugins: [react()],
        optimizeDeps: {
          include: [
            'antd',
            'antd/locale/zh_CN',
            'antd/locale/en_US',
            '@ant-design/icons',
            'dexie',
            '@noble/hashes/argon2.js',
            '@noble/hashes/hmac.js',
            '@noble/hashes/sha2.js',
            'react',
            'react-dom/client',
            'zustand',
            'zod',
            'node-diff3',
            'axe-core',
            'i18next',
            'react-i18next',
            'wouter',
            'pinyin-pro',
            'temporal-polyfill',
            '@fullcalendar/react',
            '@fullcalendar/core'
          ]
        },
        test: {
          name: 'browser',
          expect: patience,
          setupFiles,
          testTimeout: 60_000,
          include: ['src/renderer/**/*.test.tsx', 'src/renderer/**/*.browser.test.ts'],
          browser: {
            enabled: true,
            headless: true,
            screenshotFailures: false,
            instances: [{ browser: 'chromium' }],
            provider: playwright({
              launchOptions: { executablePath: await chromium.executablePath(), args: chromiumArgs }
            })
          }
        }
      },
      {
        test: {
          name: 'e2e',
          include: ['tests/{e2e,faults}/**/*.test.ts'],
          environment: 'node',
          expect: patience,
          setupFiles,
          testTimeout: 120_000,
          hookTimeout: 120_000,
          fileParallelism: false,
          globalSetup: './tests/harness/build.ts'
        }
      }
    ]
  }
})
