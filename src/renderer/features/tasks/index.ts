export { words } from './words.ts'
export const routes = [{ path: '/tasks', screen: () => import('./tasks-screen.tsx') }]
