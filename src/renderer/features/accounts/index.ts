import { paths } from '@fieldfile/protocol'

export { words } from './words.ts'
export const routes = [
  { path: paths.accounts, screen: () => import('./accounts-screen.tsx') },
  { path: '/accounts/:id/:tab?', screen: () => import('./account-screen.tsx') }
]
