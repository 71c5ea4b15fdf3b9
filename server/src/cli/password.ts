import { createInterface } from 'node:readline/promises'
import { Writable } from 'node:stream'

/** At least this many characters (NIST SP 800-63B asks for 8; these files deserve more). */
const minPassword = 10

/** FIELDFILE_PASSWORD, or asked for on the terminal without showing it. */
export async function readPassword(prompt: string): Promise<string> {
  const password = process.env['FIELDFILE_PASSWORD'] ?? (await ask(prompt))
  if (password.length < minPassword) throw new Error(`the password needs at least ${minPassword} characters`)
  return password
}

async function ask(prompt: string): Promise<string> {
  const { stdin, stdout } = process
  if (!stdin.isTTY) throw new Error('no terminal to ask on: set FIELDFILE_PASSWORD')
  stdout.write(prompt)
  // What is typed goes nowhere, so that it is not shown.
  const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() })
  const lines = createInterface({ input: stdin, output: nowhere, terminal: true })
  try {
    return await lines.question('')
  } finally {
    lines.close()
    stdout.write('\n')
  }
}
