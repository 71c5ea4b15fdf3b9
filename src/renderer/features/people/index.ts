export { words } from './words.ts'
export const routes = [{ path: '/people/:id', screen: () => import('./person-screen.tsx') }]
