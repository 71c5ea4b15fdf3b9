import { joined, type Bytes } from './bytes.ts'

/** Straight through the stream: by way of a Blob a value costs some milliseconds more in Chromium. */
async function through(bytes: Bytes, { readable, writable }: CompressionStream | DecompressionStream): Promise<Bytes> {
  const writer = writable.getWriter()
  // A damaged value fails at the reader as well.
  writer.write(bytes).catch(() => {})
  writer.close().catch(() => {})
  const parts: Uint8Array[] = []
  for (const reader = readable.getReader(); ;) {
    const { done, value } = await reader.read()
    if (done) return joined(...parts)
    parts.push(value)
  }
}

export const deflate = (bytes: Bytes): Promise<Bytes> => through(bytes, new CompressionStream('deflate-raw'))
export const inflate = (bytes: Bytes): Promise<Bytes> => through(bytes, new DecompressionStream('deflate-raw'))
