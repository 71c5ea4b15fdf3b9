import { paths } from '@fieldfile/protocol/paths'

export const linkScheme = 'fieldfile'

/** The path a link leads to, or null. A link can only navigate: `fieldfile://record/<uuid>`, nothing more. */
export function pathOfLink(text: string): string | null {
  const link = /^fieldfile:\/\/record\/([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\/?$/i.exec(text)
  return link ? paths.record(link[1]!.toLowerCase()) : null
}

/** Of a program's arguments only a link of ours is read: another program may have written the rest. */
export const pathOfArguments = (argv: readonly string[]): string | null =>
  argv.map(pathOfLink).find((path) => path !== null) ?? null
