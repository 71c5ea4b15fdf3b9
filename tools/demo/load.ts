/** Fills an empty data folder: with the demo company, or with one administrator. Used by tools/start.ts. */
import { randomBytes } from 'node:crypto'
import { rmSync, writeFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { createUser } from '@fieldfile/server/features/auth/users'
import { openContext } from '@fieldfile/server/start'
import { loadDemo } from './load-demo.ts'
import { demoPassword } from './people.ts'

const { values: options } = parseArgs({
  options: {
    data: { type: 'string' },
    welcome: { type: 'string' },
    empty: { type: 'boolean', default: false },
    'demo-date': { type: 'string' }
  }
})
if (!options.data || !options.welcome) throw new Error('--data and --welcome are needed')

// Without the welcome file the folder is a half-filled one of an interrupted first start.
rmSync(options.data, { recursive: true, force: true })
const context = await openContext({ database: { dataDir: options.data } })
const lines = options.empty ? await administrator() : await demoCompany()
await context.db.close()
writeFileSync(options.welcome, `${lines.join('\n')}\n`)

async function administrator(): Promise<string[]> {
  const password = randomBytes(9).toString('base64url')
  await createUser(context, { login: 'admin', name: 'Administrator', roles: ['ADM', 'MKT'], password, language: 'en' })
  return ['Sign in as:', `  admin / ${password}   administrator (kept in welcome.txt of the data folder; change it)`]
}

async function demoCompany(): Promise<string[]> {
  let shown = 0
  const demo = await loadDemo(context, options['demo-date'], (done, total) => {
    const percent = Math.floor((done / total) * 100)
    if (percent >= shown + 25) console.log(`  ${(shown = percent)} %`)
  })
  const one = (role: string, what: string): string => {
    const user = demo.users.find((u) => u.roles.includes(role))!
    return `  ${user.login.padEnd(14)} ${user.name}  ${what}`
  }
  return [
    `Sign in as one of (password for all: ${demoPassword}):`,
    one('REP', 'sales rep, patch P1'),
    one('MGR', 'sales manager, East China'),
    one('DSK', 'desk user for P1 to P4'),
    one('MKT', 'marketing: imports'),
    one('SVC', 'service'),
    one('CC', 'call centre'),
    one('FIN', 'finance'),
    one('EXE', 'executive'),
    one('ADM', 'administrator')
  ]
}
