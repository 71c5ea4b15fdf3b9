import type { SmallFile } from '../store/small-file.ts'
import { emptyBook, type Book } from './due.ts'

export interface BookFile {
  read(): Promise<Book>
  write(book: Book): Promise<void>
}

/** A damaged file counts as empty: better a reminder twice than none. */
function parseBook(text: string): Book {
  try {
    const { shown, snoozed } = JSON.parse(text) as { shown?: unknown; snoozed?: unknown }
    const keys = Array.isArray(shown) ? shown.filter((key) => typeof key === 'string') : []
    const times = Object.entries(snoozed ?? {}).filter((entry): entry is [string, number] => Number.isInteger(entry[1]))
    return { shown: new Set(keys), snoozed: Object.fromEntries(times) }
  } catch {
    return emptyBook
  }
}

export const bookFile = (file: SmallFile): BookFile => ({
  async read() {
    const content = await file.read().catch(() => null)
    return content ? parseBook(content.toString('utf8')) : emptyBook
  },
  write: ({ shown, snoozed }) => file.write(JSON.stringify({ shown: [...shown], snoozed }))
})
