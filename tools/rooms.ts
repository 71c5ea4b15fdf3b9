/**
 * Checks that every room imports only what the table allows (docs/adr/0001). Run by `npm run check:rooms`.
 * Imports are found with TypeScript-free text matching: static and dynamic imports and re-exports of string literals.
 */
import { globSync, readFileSync } from 'node:fs'
import { dirname, join, normalize, relative, resolve, sep } from 'node:path'

const root = resolve(import.meta.dirname, '..')

interface Room {
  /** Files of the room, most specific rooms first. */
  readonly at: RegExp
  readonly rooms: readonly string[]
  /** Packages it may import; `*` for any. */
  readonly packages: readonly RegExp[] | '*'
}

const ui = [
  /^react/,
  /^antd/,
  /^@ant-design\/icons/,
  /^dayjs/,
  /^wouter/,
  /^zustand/,
  /^i18next/,
  /^temporal-polyfill/,
  /^@fullcalendar\//,
  /^@fontsource-variable\//
]
const rooms: Record<string, Room> = {
  protocol: { at: /^protocol\/src\//, rooms: [], packages: [/^node-diff3/, /^zod/] },
  domain: { at: /^domain\/src\//, rooms: ['protocol'], packages: [/^temporal-polyfill/] },
  main: {
    at: /^src\/main\//,
    rooms: ['protocol', 'domain'],
    packages: [/^electron/, /^node:/, /^temporal-polyfill/, /^zod/]
  },
  preload: { at: /^src\/preload\//, rooms: ['protocol'], packages: [/^electron$/] },
  app: {
    at: /^src\/renderer\/app\//,
    rooms: ['protocol', 'domain', 'features', 'queries', 'client', 'ui', 'replica', 'replica-types'],
    packages: ui
  },
  queries: {
    at: /^src\/renderer\/features\/[^/]+\/queries\.ts$/,
    rooms: ['protocol', 'domain', 'replica-types', 'features'],
    packages: [/^temporal-polyfill/]
  },
  features: {
    at: /^src\/renderer\/features\//,
    rooms: ['protocol', 'domain', 'client', 'ui', 'replica-types'],
    packages: ui
  },
  'replica-types': { at: /^src\/renderer\/replica\/(read|messages)\.ts$/, rooms: ['protocol'], packages: [] },
  replica: {
    at: /^src\/renderer\/replica\//,
    rooms: ['protocol', 'domain', 'replica-types'],
    packages: [/^@noble\/hashes/, /^dexie/, /^pinyin-pro/, /^zod/]
  },
  client: { at: /^src\/renderer\/client\//, rooms: ['protocol', 'replica-types'], packages: [/^react/, /^zustand/] },
  ui: { at: /^src\/renderer\/ui\//, rooms: ['protocol'], packages: ui },
  imports: { at: /^server\/src\/features\//, rooms: ['protocol', 'domain', 'server'], packages: '*' },
  server: { at: /^server\/src\//, rooms: ['protocol', 'domain', 'imports'], packages: '*' },
  outside: { at: /^(tests|bench|tools)\/|^[^/]+\.ts$/, rooms: ['*'], packages: '*' }
}
/** Rooms reached by package name. */
const packageRooms: Record<string, string> = {
  '@fieldfile/protocol': 'protocol',
  '@fieldfile/domain': 'domain',
  '@fieldfile/server': 'server'
}

const roomOf = (file: string): string | undefined => Object.entries(rooms).find(([, room]) => room.at.test(file))?.[0]
const isTest = (file: string): boolean => /\.test\.tsx?$|\.browser\.test\.ts$|\/gallery\.tsx$|\/testing\//.test(file)

function importsOf(source: string): string[] {
  const text = source.replaceAll(/\/\*[^]*?\*\//g, '').replaceAll(/^\s*\/\/.*$/gm, '')
  const patterns = [
    /^\s*(?:import|export)\s[^;'"]*?\sfrom\s*['"]([^'"]+)['"]/gm,
    /^\s*import\s*['"]([^'"]+)['"]/gm,
    /\bimport\s*\(\s*['"]([^'"]+)['"]/g
  ]
  return patterns.flatMap((pattern) => [...text.matchAll(pattern)].map((m) => m[1]!))
}

function complaint(file: string, specifier: string): string | null {
  const from = roomOf(file)
  if (!from) return null
  const room = rooms[from]!
  if (room.rooms.includes('*')) return null
  if (!specifier.startsWith('.')) {
    const name = specifier.startsWith('@') ? specifier.split('/').slice(0, 2).join('/') : specifier.split('/')[0]!
    const to = packageRooms[name]
    if (to) return room.rooms.includes(to) || to === from ? null : `${from} may not import ${to}`
    if (isTest(file) || room.packages === '*') return null
    return room.packages.some((p) => p.test(specifier)) ? null : `${from} may not import the package ${specifier}`
  }
  const target = normalize(relative(root, join(root, dirname(file), specifier)))
    .split(sep)
    .join('/')
  const to = roomOf(target)
  if (!to || to === from || isTest(file)) return to === 'outside' && !isTest(file) ? `nothing imports ${target}` : null
  const feature = /^src\/renderer\/features\/([^/]+)\//
  const [mine, theirs] = [feature.exec(file)?.[1], feature.exec(target)?.[1]]
  if (mine && theirs) return mine === theirs ? null : `feature ${mine} may not import feature ${theirs}`
  return room.rooms.includes(to) ? null : `${from} may not import ${to}`
}

const files = globSync(['protocol/src/**/*.ts', 'domain/src/**/*.ts', 'server/src/**/*.ts', 'src/**/*.{ts,tsx}'], {
  cwd: root
}).map((f) => f.split(sep).join('/'))
const complaints = files.flatMap((file) =>
  importsOf(readFileSync(join(root, file), 'utf8')).flatMap((specifier) => {
    const text = complaint(file, specifier)
    return text ? [`${file}: ${text} (${specifier})`] : []
  })
)
for (const line of complaints) console.error(line)
console.log(`rooms: ${files.length} files, ${complaints.length} forbidden imports`)
process.exit(complaints.length > 0 ? 1 : 0)
