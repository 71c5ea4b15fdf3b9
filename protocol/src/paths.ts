/** The addresses of the app's screens: used by navigation, reminders and `fieldfile://` links. */
export const paths = {
  today: '/today',
  accounts: '/accounts',
  account: (id: string, tab?: string): string => `/accounts/${id}${tab ? `/${tab}` : ''}`,
  person: (id: string): string => `/people/${id}`,
  planner: '/planner',
  visit: (id: string): string => `/visits/${id}`,
  imports: '/imports',
  import: (id: string): string => `/imports/${id}`,
  sync: '/sync',
  settings: '/settings',
  storage: '/storage',
  /** What to look at before leaving the network. */
  ready: '/ready',
  /** A link to any record: the app finds out what it is. */
  record: (id: string): string => `/record/${id}`
} as const
