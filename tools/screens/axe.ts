import axe from 'axe-core'
import type { Page } from 'playwright'

interface AxeWindow {
  axe: { run(context: object, options: object): Promise<{ violations: Violation[] }> }
}
interface Violation {
  id: string
  help: string
  nodes: { target: unknown[]; failureSummary?: string }[]
}

/** One line for each rule that is broken, with where. */
export async function violationsOf(page: Page): Promise<string[]> {
  await page.evaluate(axe.source)
  const violations = await page.evaluate(async () => {
    const { violations: found } = await (globalThis as unknown as AxeWindow).axe.run(document, {
      resultTypes: ['violations']
    })
    return found.map(({ id, help, nodes }) => ({ id, help, nodes: nodes.map(({ target }) => target.join(' ')) }))
  })
  return violations.map(({ id, help, nodes }) => {
    const more = nodes.length > 3 ? ` and ${nodes.length - 3} more` : ''
    return `axe ${id}: ${help} (${nodes.slice(0, 3).join(' | ')}${more})`
  })
}

/** Text or boxes that leave the page to the right: nothing may scroll sideways at any size. */
export async function overflowOf(page: Page): Promise<string[]> {
  const places = await page.evaluate(() =>
    [document.documentElement, document.querySelector('#content')]
      .filter((element) => element !== null)
      .filter((element) => element.scrollWidth > element.clientWidth + 1)
      .map((element) => `${element.id || 'page'} is ${element.scrollWidth - element.clientWidth} px too wide`)
  )
  return places
}

/**
 * Style elements without the nonce: the page looks other than it was made. Ant Design measures scroll bars with one
 * that it takes away again, and some of its icons hold an empty one; those are blocked too, and nothing is lost.
 */
export async function blockedStyles(page: Page): Promise<string[]> {
  const count = await page.evaluate(
    () =>
      [...document.querySelectorAll('style')].filter(
        ({ sheet, textContent }) => sheet === null && textContent.trim() !== ''
      ).length
  )
  return count > 0 ? [`${count} style elements are blocked by the content security policy`] : []
}
