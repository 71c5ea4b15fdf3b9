import { known, past, places } from './import-queries.ts'

export const queries = [places, past, known]
