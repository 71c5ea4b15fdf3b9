import { personType, postingType } from './membership.ts'
import { byKeys } from './workset.ts'

/** Where a record hangs, read without a lock: it says which locks to take, and under those whether it still holds. */
export interface Place {
  type: string
  id: string
  root_id: string | null
  link_id: string | null
}

const columns = 'r.type, r.id, r.root_id, r.link_id'

/** The places of the keys in $2. */
export const placesQuery = byKeys(columns)

/** The persons that are named ($2), of postings that change ($3) or of accounts that move ($4), each with its postings. */
export const personsQuery = `
with who as (
  select unnest($2::uuid[]) as id
  union
  select link_id from record where tenant = $1 and type = '${postingType}' and id = any($3::uuid[])
  union
  select case type when '${personType}' then id else link_id end from record
  where tenant = $1 and root_id = any($4::uuid[]) and type in ('${personType}', '${postingType}')
)
select r.* from who cross join lateral (
  select ${columns} from record r where r.tenant = $1 and r.type = '${personType}' and r.id = who.id
  union all
  select ${columns} from record r where r.tenant = $1 and r.link_id = who.id and r.type = '${postingType}'
) r`
