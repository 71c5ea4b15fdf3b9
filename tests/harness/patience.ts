// How long every test waits for what must come. A shared machine may be slow; a rule does not depend on how slow.
import { vi } from 'vitest'

const patienceMs = 20_000
const waitFor = vi.waitFor
vi.waitFor = (check, options = {}) =>
  waitFor(check, typeof options === 'number' ? options : { timeout: patienceMs, ...options })
