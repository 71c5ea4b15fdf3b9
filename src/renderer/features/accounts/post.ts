import { codeLabel } from '@fieldfile/domain/identity/labels'
import type { Locale } from '../../ui/index.ts'

interface Post {
  position: string | null
  title: string | null
}

/** The title they carry; where it is but the Chinese word of their standard post, that post in the user's language. */
export function postOf({ position, title }: Post, locale: Locale): string | null {
  const standard = codeLabel('person', 'position', position, locale)
  return title && title !== codeLabel('person', 'position', position, 'zh-CN') ? title : standard
}
