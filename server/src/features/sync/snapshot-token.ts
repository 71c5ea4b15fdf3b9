import { FieldfileError } from '@fieldfile/protocol'

/** Where a snapshot stands: after which account, or after which of the records that hang from none. */
export type Place = { account: string | null } | { type: string; id: string }

export interface Token {
  epoch: number
  /** The tenant's seq before the first page was read. */
  head: number
  place: Place
}

const uuid = '[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}'
const form = new RegExp(`^(\\d{1,16})\\.(\\d{1,16})\\.(?:(${uuid})|([A-Za-z:]{1,64})/(${uuid})|)$`)

export function writeToken({ epoch, head, place }: Token): string {
  const where = 'account' in place ? (place.account ?? '') : `${place.type}/${place.id}`
  return `${epoch}.${head}.${where}`
}

/** @throws BAD_REQUEST for one that this server never gave */
export function readToken(text: string): Token {
  const parts = form.exec(text)
  const [epoch, head] = [Number(parts?.[1]), Number(parts?.[2])]
  if (!parts || !Number.isSafeInteger(epoch) || !Number.isSafeInteger(head))
    throw new FieldfileError('BAD_REQUEST', { field: 'after' })
  const [, , , account, type, id] = parts
  return { epoch, head, place: type && id ? { type, id } : { account: account ?? null } }
}
