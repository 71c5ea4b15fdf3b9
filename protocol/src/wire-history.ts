export interface WireVersion {
  readonly version: number
  /** Of the shapes, see version.test.ts. */
  readonly hash: string
  readonly what: string
}

/**
 * One line for each version of the messages. Until a version has been released its hash may be replaced; after that a
 * change is a new line, and the server says which older versions it takes.
 */
export const protoHistory: readonly WireVersion[] = [
  {
    version: 1,
    hash: '4ef7402b-3658-8877-9ab7-f8575ad4b338',
    what: 'hello, push, pull, snapshot, lookup, live; sign-in, refresh and a new id for a device'
  }
]

/** One line for each version of the entity definitions, by the same rule. Words, groups and column names do not count. */
export const schemaHistory: readonly WireVersion[] = [
  {
    version: 1,
    hash: 'ac273e3f-0d9c-8f77-9c85-c23988de0017',
    what: 'the customer file, visits, tasks, interactions, imports, notifications, conflicts'
  }
]
