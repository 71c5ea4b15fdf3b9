import { file } from './file-query.ts'
import { list, search } from './list-query.ts'
import { alike, author } from './new-account-query.ts'

export const queries = [list, search, file, alike, author]
