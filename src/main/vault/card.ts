import { join } from 'node:path'
import { z } from 'zod'
import { smallFile, type SmallFile } from '../store/small-file.ts'

/** What must be known of a place to destroy all of it: nothing in it says who it is. */
const Card = z.object({
  /** The first id of the device: a sign-in that is refused says no more than this. */
  home: z.string(),
  /** Names of databases that the window's process keeps, which main cannot delete by itself. */
  databases: z.array(z.string())
})
type Card = z.infer<typeof Card>

const cardFile = (folder: string): SmallFile => smallFile(join(folder, 'place.json'))

export async function readCard(folder: string): Promise<Card | null> {
  const text = await cardFile(folder).read()
  try {
    return text && Card.parse(JSON.parse(text.toString('utf8')))
  } catch {
    return null
  }
}

export async function noteDatabase(folder: string, home: string, database: string): Promise<void> {
  const known = (await readCard(folder))?.databases ?? []
  if (known.includes(database)) return
  await cardFile(folder).write(JSON.stringify({ home, databases: [...known, database] } satisfies Card))
}

/** Databases whose key is gone, until somebody has deleted them. */
export interface Doomed {
  list(): Promise<string[]>
  add(databases: readonly string[]): Promise<void>
  done(database: string): Promise<void>
}

export function createDoomed(file: SmallFile, onAdded: (databases: string[]) => void): Doomed {
  let last: Promise<unknown> = Promise.resolve()
  const inOrder = <T>(act: () => Promise<T>): Promise<T> => {
    const next = last.then(act)
    last = next.catch(() => undefined)
    return next
  }
  const read = async (): Promise<string[]> => {
    try {
      return z.array(z.string()).parse(JSON.parse(String(await file.read())))
    } catch {
      return []
    }
  }
  return {
    list: () => inOrder(read),
    add: (databases) =>
      inOrder(async () => {
        if (databases.length === 0) return
        const all = [...new Set([...(await read()), ...databases])]
        await file.write(JSON.stringify(all))
        onAdded(all)
      }),
    done: (database) =>
      inOrder(async () => {
        const left = (await read()).filter((name) => name !== database)
        await (left.length > 0 ? file.write(JSON.stringify(left)) : file.remove())
      })
  }
}
