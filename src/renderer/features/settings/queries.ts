import type { User } from '@fieldfile/protocol/entities/index'
import { defineQuery } from '../../replica/read.ts'

/** The English name of whoever is signed in: the session knows one name only. */
export const nameEn = defineQuery(
  'settings.nameEn',
  (db): string | null => db.get<User>('user', db.user.id)?.body.nameEn ?? null
)

export const queries = [nameEn]
