import { contentSecurityPolicy } from './headers.ts'

/** The only origin whose pages may talk to main. */
export const appOrigin = 'app://bundle'

/** What every window is made with, and what a test finds on every webContents. */
export const webPreferences = (developing: boolean) =>
  ({
    contextIsolation: true,
    sandbox: true,
    webSecurity: true,
    nodeIntegration: false,
    nodeIntegrationInWorker: false,
    nodeIntegrationInSubFrames: false,
    webviewTag: false,
    allowRunningInsecureContent: false,
    experimentalFeatures: false,
    navigateOnDragDrop: false,
    // The spelling checker would fetch its dictionaries from elsewhere.
    spellcheck: false,
    // Sync and reminders go on while the window is hidden.
    backgroundThrottling: false,
    devTools: developing
  }) as const

/** The promises of the shell as values, for the test that looks at the running app. */
export const securityExpectations = {
  origin: appOrigin,
  webPreferences: webPreferences(false),
  policyOf: contentSecurityPolicy,
  grantedPermissions: ['persistent-storage'],
  deniedPermissions: ['notifications', 'clipboard-read', 'midi', 'hid', 'usb', 'serial', 'fullscreen', 'openExternal'],
  refusedAddresses: [
    'file:///etc/passwd',
    'http://example.com/',
    'ms-settings:',
    '\\\\host\\share',
    'javascript:1',
    'app://bundle/'
  ],
  missingFiles: [
    '/../package.json',
    '/%2e%2e/package.json',
    '/..%2fpackage.json',
    '/..%5cpackage.json',
    '/assets/',
    '/nothing.js'
  ]
} as const
