import type { JournalLine, ResealedLine } from '@fieldfile/protocol/ipc'

const keyOf = (line: JournalLine, data: string): string => `${line.dseq} ${line.kind} ${data}`

/** Gives a line as it is sealed now; the same line where nothing was sealed anew. */
export function resealer(lines: readonly ResealedLine[]): (line: JournalLine) => JournalLine {
  const fresh = new Map(lines.map((line) => [keyOf(line, line.was), line.data]))
  return (line) => {
    const data = fresh.get(keyOf(line, line.data))
    return data === undefined ? line : { ...line, data }
  }
}
