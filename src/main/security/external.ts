/**
 * The address to hand to the system, or null: https and mailto only. Other schemes start programs, open files of this
 * computer or of a neighbour, and none of ours needs one.
 */
export function externalUrl(text: string): string | null {
  const url = URL.parse(text)
  if (!url || url.username || url.password) return null
  if (url.protocol === 'mailto:') return url.href
  return url.protocol === 'https:' && url.hostname ? url.href : null
}
