import { looksLikeNames } from '@fieldfile/domain/imports/mapping'
import { FieldfileError, importLimits, type encodings } from '@fieldfile/protocol'
import chardet from 'chardet'
import Papa from 'papaparse'

export type Encoding = (typeof encodings)[number]

export interface Table {
  /** Names of the columns: the first row, or made up where the file has none. */
  header: string[]
  rows: string[][]
}

const signatures: readonly (readonly [Encoding, readonly number[]])[] = [
  ['utf-8', [0xef, 0xbb, 0xbf]],
  ['utf-16le', [0xff, 0xfe]],
  ['utf-16be', [0xfe, 0xff]]
]
const starts = (bytes: Uint8Array, with_: readonly number[]): boolean => with_.every((b, i) => bytes[i] === b)
const names: Readonly<Record<string, Encoding>> = {
  'UTF-8': 'utf-8',
  ASCII: 'utf-8',
  GB18030: 'gb18030',
  Big5: 'big5',
  Shift_JIS: 'shift_jis',
  'UTF-16LE': 'utf-16le',
  'UTF-16BE': 'utf-16be',
  'ISO-8859-1': 'windows-1252',
  'ISO-8859-2': 'windows-1252',
  'windows-1252': 'windows-1252'
}

/** The encoding a file most likely has: its mark, else valid UTF-8, else by its letters; Chinese files are GB 18030 when in doubt. */
export function detectEncoding(bytes: Uint8Array): Encoding {
  const marked = signatures.find(([, mark]) => starts(bytes, mark))
  if (marked) return marked[0]
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes)
    return 'utf-8'
  } catch {
    const sample = bytes.subarray(0, 65_536)
    return names[chardet.detect(sample) ?? ''] ?? 'gb18030'
  }
}

const workbooks = [
  [0x50, 0x4b, 0x03, 0x04], // zip: xlsx, ods
  [0xd0, 0xcf, 0x11, 0xe0], // OLE: xls
  [0x25, 0x50, 0x44, 0x46] // PDF
]

/** Refuses what is no text table before anything is decoded. */
export function checkFile(bytes: Uint8Array): void {
  if (bytes.length === 0) throw new FieldfileError('FILE_EMPTY')
  if (bytes.length > importLimits.bytes) throw new FieldfileError('FILE_TOO_LARGE')
  const utf16 = starts(bytes, [0xff, 0xfe]) || starts(bytes, [0xfe, 0xff])
  const zeros = utf16 ? 0 : bytes.subarray(0, 4096).filter((b) => b === 0).length
  if (workbooks.some((w) => starts(bytes, w)) || zeros > 16) throw new FieldfileError('FILE_NOT_TEXT')
}

/** Splits the text into cells. Quotes, line breaks in cells and the separator follow RFC 4180 and what Excel writes. */
export function readTable(bytes: Uint8Array, encoding: Encoding, hasHeader: boolean): Table {
  const text = new TextDecoder(encoding).decode(bytes).replace(/^\uFEFF/, '')
  const { data } = Papa.parse<string[]>(text, { skipEmptyLines: 'greedy', delimitersToGuess: [',', '\t', ';', '|'] })
  if (data.length === 0) throw new FieldfileError('FILE_EMPTY')
  const width = data[0]!.length
  const header = hasHeader
    ? data[0]!.map((name, i) => name.trim() || `#${i + 1}`)
    : Array.from({ length: width }, (_, i) => `#${i + 1}`)
  const rows = hasHeader ? data.slice(1) : data
  if (rows.length === 0) throw new FieldfileError('FILE_NO_ROWS')
  if (rows.length > importLimits.rows) throw new FieldfileError('FILE_TOO_LARGE')
  return { header, rows }
}

/** Whether the first row names the columns. */
export function looksLikeHeader(bytes: Uint8Array, encoding: Encoding): boolean {
  const text = new TextDecoder(encoding).decode(bytes.subarray(0, 65_536)).replace(/^\uFEFF/, '')
  const [first] = Papa.parse<string[]>(text, { preview: 1, skipEmptyLines: 'greedy' }).data
  return !first || looksLikeNames(first)
}
