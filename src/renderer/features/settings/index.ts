import { paths } from '@fieldfile/protocol'
import { words } from './words.ts'

export { defaults, useSettings } from './store.ts'
export { words }
export const routes = [{ path: paths.settings, screen: () => import('./settings-screen.tsx') }]
