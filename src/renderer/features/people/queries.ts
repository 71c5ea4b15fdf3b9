import { file } from './person-query.ts'

export const queries = [file]
