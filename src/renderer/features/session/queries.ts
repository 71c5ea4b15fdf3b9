import type { Territory, User } from '@fieldfile/protocol/entities/index'
import { defineQuery } from '../../replica/read.ts'

export interface MyPlace {
  name: string
  nameEn: string | null
  /** Names of the user's territories. */
  territories: { name: string; nameEn: string | null }[]
}

/** What the shell says about the user beside the role: `Desk · East China`. */
export const me = defineQuery('session.me', (db): MyPlace => {
  const user = db.get<User>('user', db.user.id)
  const territories = db.user.territoryIds.flatMap((id) => {
    const body = db.get<Territory>('territory', id)?.body
    return body?.name ? [{ name: body.name, nameEn: body.nameEn ?? null }] : []
  })
  return { name: user?.body.name ?? db.user.name, nameEn: user?.body.nameEn ?? null, territories }
})

export const queries = [me]
