// app://host/path <-> https://host.app.localhost/path: an address that Chromium accepts as a secure origin of its own, the
// same one in every run, so that IndexedDB finds its data again.

const asIs = new Set(['http:', 'https:', 'about:', 'data:', 'blob:'])

export function toWeb(address) {
  const { protocol, host, pathname, search, hash } = new URL(address)
  if (asIs.has(protocol)) return address
  return `https://${host}.${protocol.slice(0, -1)}.localhost${pathname}${search}${hash}`
}

export function fromWeb(address) {
  const match = /^https:\/\/([^/]+)\.([a-z][a-z0-9+-]*)\.localhost(\/[^]*)?$/.exec(address)
  return match ? `${match[2]}://${match[1]}${match[3] ?? '/'}` : address
}
