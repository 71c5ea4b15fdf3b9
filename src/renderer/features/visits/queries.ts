import { candidates, findAccounts, planContext } from './candidates-query.ts'
import { card } from './card-query.ts'
import { todayQuery } from './today-query.ts'
import { week } from './week-query.ts'

export { candidates, card, findAccounts, planContext, todayQuery, week }
export const queries = [todayQuery, week, candidates, planContext, findAccounts, card]
