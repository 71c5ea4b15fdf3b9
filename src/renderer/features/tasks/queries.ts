import { list } from './tasks-query.ts'

export const queries = [list]
