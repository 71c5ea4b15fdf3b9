import * as accounts from '../features/accounts/index.ts'
import * as imports from '../features/imports/index.ts'
import * as lock from '../features/lock/index.ts'
import * as people from '../features/people/index.ts'
import * as search from '../features/search/index.ts'
import * as session from '../features/session/index.ts'
import * as settings from '../features/settings/index.ts'
import * as storage from '../features/storage/index.ts'
import * as sync from '../features/sync/index.ts'
import * as tasks from '../features/tasks/index.ts'
import * as visits from '../features/visits/index.ts'
import type { WordsInBoth } from './i18n.ts'
import { words as app } from './words.ts'

export interface FeatureRoute {
  path: string
  /** Loads the screen: its module's default export. */
  screen: () => Promise<{ default: unknown }>
}
interface Feature {
  words: WordsInBoth
  routes?: readonly FeatureRoute[]
}

/** Every feature of the window, by its noun, which is also its i18next namespace. Its queries go into queries.ts. */
const features: Readonly<Record<string, Feature>> = {
  accounts,
  imports,
  lock,
  people,
  search,
  session,
  settings,
  storage,
  sync,
  tasks,
  visits
}

export const screens: readonly FeatureRoute[] = Object.values(features).flatMap(({ routes = [] }) => routes)
export const words: Readonly<Record<string, WordsInBoth>> = {
  app,
  ...Object.fromEntries(Object.entries(features).map(([noun, feature]) => [noun, feature.words]))
}

/** What the palette offers under "New": the screen where it begins. */
export const creations: readonly { word: 'newAccount'; path: string; keywords: readonly string[] }[] = []
