export { LockScreen } from './lock-screen.tsx'
export { words } from './words.ts'
