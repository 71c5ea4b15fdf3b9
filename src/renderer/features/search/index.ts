export { type Command } from './commands.ts'
export { SearchPalette } from './palette.tsx'
export { remember } from './recent.ts'
export { words } from './words.ts'
