import { paths } from '@fieldfile/protocol'
import { words } from './words.ts'

export { words }
export const routes = [
  { path: paths.storage, screen: () => import('./storage-screen.tsx') },
  { path: paths.ready, screen: () => import('./ready-screen.tsx') }
]
