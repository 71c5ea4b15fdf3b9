import { paths } from '@fieldfile/protocol'

export { words } from './words.ts'
export const routes = [
  { path: paths.imports, screen: () => import('./imports-screen.tsx') },
  { path: '/imports/:id', screen: () => import('./import-screen.tsx') }
]
