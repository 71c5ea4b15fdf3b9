import { FieldfileError, roles as allRoles, type Role } from '@fieldfile/protocol'
import { createUser, listUsers, setDisabled, setPassword } from '../features/auth/users.ts'
import { openContext } from '../start.ts'
import { databaseFrom, databaseHelp, finish, readArguments } from './arguments.ts'
import { readPassword } from './password.ts'

const help = `Users of the Fieldfile server.

  add --login NAME --name NAME --roles REP,MGR [--territories ID,ID] [--language zh-CN|en]
  password --login NAME
  disable --login NAME
  enable --login NAME
  list

The password is asked for, or read from FIELDFILE_PASSWORD. Roles: ${allRoles.join(' ')}.
The embedded database belongs to one process: stop the server first, or use PostgreSQL.

${databaseHelp}`

const { values, positionals } = readArguments(help, {
  login: { type: 'string' },
  name: { type: 'string' },
  roles: { type: 'string' },
  territories: { type: 'string' },
  language: { type: 'string' },
  data: { type: 'string' },
  tenant: { type: 'string' }
})

const split = (text: string | undefined): string[] => (text ?? '').split(',').filter(Boolean)
const needed = (name: 'login' | 'name' | 'roles'): string =>
  values[name] ?? finish(`--${name} is missing\n\n${help}`, 2)

const commands: Record<string, () => Promise<void>> = {
  async add() {
    const [login, name, roles] = [needed('login'), needed('name'), split(needed('roles'))]
    const unknown = roles.filter((role) => !(allRoles as readonly string[]).includes(role))
    if (unknown.length > 0) finish(`unknown role: ${unknown.join(', ')}`, 2)
    const password = await readPassword(`Password of ${login}: `)
    const language = values.language === 'en' ? 'en' : 'zh-CN'
    const id = await run((context) =>
      createUser(context, {
        login,
        name,
        roles: roles as Role[],
        password,
        territoryIds: split(values.territories),
        language
      })
    )
    process.stdout.write(`${login} ${id}\n`)
  },
  async password() {
    const login = needed('login')
    const password = await readPassword(`New password of ${login}: `)
    await run((context) => setPassword(context, login, password))
  },
  disable: () => run((context) => setDisabled(context, needed('login'), true)),
  enable: () => run((context) => setDisabled(context, needed('login'), false)),
  async list() {
    for (const { login, id, disabled } of await run(listUsers)) {
      process.stdout.write(`${login}\t${id}${disabled ? '\tdisabled' : ''}\n`)
    }
  }
}

async function run<T>(work: (context: Awaited<ReturnType<typeof openContext>>) => Promise<T>): Promise<T> {
  const context = await openContext({ database: databaseFrom(values.data), tenant: values.tenant })
  try {
    return await work(context)
  } finally {
    await context.db.close()
  }
}

const command = Object.hasOwn(commands, positionals[0] ?? '') ? commands[positionals[0]!] : undefined
if (!command) finish(help, positionals.length > 0 ? 2 : 0)
try {
  await command()
} catch (error) {
  finish(error instanceof FieldfileError || error instanceof Error ? error.message : String(error), 1)
}
