import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import sparticuz from '@sparticuz/chromium'
import { chromium, type BrowserContext } from 'playwright-core'

export interface Browser {
  context: BrowserContext
  version: string
  close(): Promise<void>
}

/** A real, headless Chromium with a new profile on the disk. */
export async function openBrowser(): Promise<Browser> {
  const profile = await mkdtemp(join(tmpdir(), 'fieldfile-bench-'))
  const context = await chromium.launchPersistentContext(profile, {
    executablePath: await sparticuz.executablePath(),
    headless: true,
    // Containers and CI run as root, where Chromium's sandbox does not start. It shows our own pages only.
    args: ['--no-sandbox', '--no-zygote', '--disable-gpu', '--disable-dev-shm-usage']
  })
  return {
    context,
    version: context.browser()?.version() ?? (await versionOf(context)),
    async close() {
      await context.close()
      await rm(profile, { recursive: true, force: true, maxRetries: 5 })
    }
  }
}

async function versionOf(context: BrowserContext): Promise<string> {
  const page = context.pages()[0] ?? (await context.newPage())
  return /Chrome\/([\d.]+)/.exec(await page.evaluate(() => navigator.userAgent))?.[1] ?? 'unknown'
}
