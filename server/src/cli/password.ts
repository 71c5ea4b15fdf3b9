import { createInterface } from 'node:readline'

/** At least this many characters (NIST SP 800-63B asks for 8; these files deserve more). */
export const minPassword = 10

/** FIELDFILE_PASSWORD, or asked for on the terminal without showing it. */
export async function readPassword(prompt: string): Promise<string> {
  const given = process.env['FIELDFILE_PASSWORD']
  const password = given ?? (await ask(prompt))
  if (password.length < minPassword) throw new Error(`the password needs at least ${minPassword} characters`)
  return password
}

function ask(prompt: string): Promise<string> {
  const { stdin, stdout } = process
  if (!stdin.isTTY) throw new Error('no terminal to ask on: set FIELDFILE_PASSWORD')
  return new Promise((resolve, reject) => {
    const lines = createInterface({ input: stdin, output: stdout, terminal: true })
    let asked = false
    // What is typed is not echoed.
    const hidden = lines as unknown as { _writeToOutput: (text: string) => void }
    hidden._writeToOutput = (text) => {
      if (!asked) stdout.write(text)
    }
    lines.question(prompt, (answer) => {
      stdout.write('\n')
      lines.close()
      resolve(answer)
    })
    asked = true
    lines.on('SIGINT', () => {
      lines.close()
      reject(new Error('cancelled'))
    })
  })
}
