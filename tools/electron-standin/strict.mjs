// What the stand-in does not implement must fail loudly: a silent `undefined` would let a test pass here and the
// program fail in Electron.

// Names that Node, Vitest and await ask every object for, without meaning Electron's API.
const askedOfAnything = new Set([
  'then',
  'toJSON',
  'constructor',
  'inspect',
  'nodeType',
  'asymmetricMatch',
  'prototype',
  'name',
  'length',
  'domain'
])

/**
 * The same object, but reading a member that does not exist throws.
 * Methods run with the proxy as `this`, so classes wrapped by it never keep state in #private fields.
 */
export function strict(object, name) {
  return new Proxy(object, {
    get(target, key) {
      const known = key in target || typeof key === 'symbol' || askedOfAnything.has(key) || String(key).startsWith('_')
      if (known) return Reflect.get(target, key)
      throw new Error(`electron stand-in: ${name}.${String(key)} is not implemented`)
    }
  })
}

/** An event whose default a listener can prevent, as Electron passes to `close`, `before-quit` and their like. */
export function cancelable(details = {}) {
  return {
    ...details,
    defaultPrevented: false,
    preventDefault() {
      this.defaultPrevented = true
    }
  }
}

/** Refuses option names nobody implemented; a misspelt security setting must not pass as set. */
export function onlyKnown(options, known, name) {
  for (const key of Object.keys(options)) {
    if (!known.has(key)) throw new Error(`electron stand-in: ${name}.${key} is not implemented`)
  }
  return options
}
