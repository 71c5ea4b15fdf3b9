// Structured clone as text, for Node and for the page: a plain script without imports.
/* oxlint-disable no-unused-vars, unicorn/consistent-function-scoping -- one function, pasted as text before its caller */
function standinWire() {
  // The page has the methods of Uint8Array, Node has Buffer; both are far faster than a loop over megabytes.
  const toBase64 = (bytes) =>
    bytes.toBase64?.() ?? Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64')
  const fromBase64 = (text) => Uint8Array.fromBase64?.(text) ?? Uint8Array.from(Buffer.from(text, 'base64'))

  // Everything JSON cannot say becomes { $: kind, v: value }; so plain objects are wrapped too.
  const encodeNumber = (value) => {
    if (Object.is(value, -0)) return { $: 'number', v: '-0' }
    return Number.isFinite(value) ? value : { $: 'number', v: String(value) }
  }
  const encodeView = (value) => {
    const bytes = new Uint8Array(value.buffer, value.byteOffset, value.byteLength)
    const kind = value.constructor.name === 'Buffer' ? 'Uint8Array' : value.constructor.name
    return { $: 'view', v: [kind, toBase64(bytes)] }
  }
  const encode = (value) => {
    if (value === null || typeof value === 'string' || typeof value === 'boolean') return value
    if (value === undefined) return { $: 'undefined' }
    if (typeof value === 'number') return encodeNumber(value)
    if (typeof value === 'bigint') return { $: 'bigint', v: String(value) }
    if (value instanceof Date) return { $: 'date', v: value.getTime() }
    if (value instanceof RegExp) return { $: 'regexp', v: [value.source, value.flags] }
    if (value instanceof Error) return { $: 'error', v: [value.name, value.message, value.stack] }
    if (value instanceof Map) return { $: 'map', v: [...value].map(([key, item]) => [encode(key), encode(item)]) }
    if (value instanceof Set) return { $: 'set', v: [...value].map(encode) }
    if (value instanceof ArrayBuffer) return { $: 'buffer', v: toBase64(new Uint8Array(value)) }
    if (ArrayBuffer.isView(value)) return encodeView(value)
    if (Array.isArray(value)) return { $: 'list', v: value.map(encode) }
    if (value instanceof Blob) throw new TypeError('An object could not be cloned.')
    // fromEntries defines properties: a key named __proto__ arrives as the data it was, and changes no prototype.
    return { $: 'object', v: Object.fromEntries(Object.keys(value).map((key) => [key, encode(value[key])])) }
  }

  const decodeView = ([kind, text]) => {
    const bytes = fromBase64(text)
    return kind === 'Uint8Array' ? bytes : new globalThis[kind](bytes.buffer)
  }
  const decodeError = ([name, message, stack]) => Object.assign(new Error(message), { name, stack })
  const decoders = {
    undefined: () => undefined,
    number: Number,
    bigint: BigInt,
    date: (time) => new Date(time),
    regexp: ([source, flags]) => new RegExp(source, flags),
    error: decodeError,
    map: (pairs) => new Map(pairs.map(([key, item]) => [decode(key), decode(item)])),
    set: (items) => new Set(items.map(decode)),
    buffer: (text) => fromBase64(text).buffer,
    view: decodeView,
    list: (items) => items.map(decode),
    object: (fields) => Object.fromEntries(Object.keys(fields).map((key) => [key, decode(fields[key])]))
  }
  const decode = (coded) => (coded === null || typeof coded !== 'object' ? coded : decoders[coded.$](coded.v))

  return {
    // structuredClone refuses functions and symbols with the same DataCloneError as Electron's IPC.
    pack: (value) => JSON.stringify(encode(structuredClone(value))),
    unpack: (text) => decode(JSON.parse(text))
  }
}
