import { paths } from '@fieldfile/protocol'
import { words } from './words.ts'

export { words }
export const routes = [
  { path: paths.today, screen: () => import('./today-screen.tsx') },
  { path: paths.planner, screen: () => import('./planner-screen.tsx') },
  { path: paths.visit(':id'), screen: () => import('./visit-screen.tsx') }
]
