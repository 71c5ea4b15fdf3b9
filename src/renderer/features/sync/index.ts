import { paths } from '@fieldfile/protocol'
import { words } from './words.ts'

export { words }
export const routes = [{ path: paths.sync, screen: () => import('./sync-screen.tsx') }]
