// The wire for this process. wire.js must also run inside a page whose CSP allows no imports of ours, so it is a plain
// script and is loaded as text in both places.
import { readFileSync } from 'node:fs'

export const wireSource = readFileSync(new URL('./wire.js', import.meta.url), 'utf8')
export const { pack, unpack } = new Function(`${wireSource}; return standinWire()`)()
