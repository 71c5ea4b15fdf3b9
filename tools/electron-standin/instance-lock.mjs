// The single-instance lock: a file with a process id, and a folder through which a second instance hands over its
// arguments. Files rather than a socket, because requestSingleInstanceLock answers synchronously.
import { mkdirSync, readFileSync, readdirSync, renameSync, rmSync, watch, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** Takes the lock, or hands `call` to its holder and returns undefined. */
export function takeInstanceLock(userData, call, onCall) {
  const folder = join(userData, 'standin-lock')
  const pidFile = join(folder, 'pid')
  mkdirSync(folder, { recursive: true })
  while (!createExclusively(pidFile)) {
    const holder = Number(read(pidFile))
    if (holder > 0 && isStandin(holder)) {
      // Renamed into place, so that the holder never reads half a call.
      const waiting = join(folder, `${process.pid}.part`)
      writeFileSync(waiting, JSON.stringify(call))
      renameSync(waiting, join(folder, `call-${process.pid}-${Date.now()}.json`))
      return undefined
    }
    rmSync(pidFile, { force: true })
  }
  const watcher = watch(folder, () => {
    for (const name of readdirSync(folder).filter((file) => file.startsWith('call-'))) {
      const text = read(join(folder, name))
      rmSync(join(folder, name), { force: true })
      if (text) onCall(JSON.parse(text))
    }
  })
  watcher.unref()
  return {
    release() {
      watcher.close()
      rmSync(pidFile, { force: true })
    }
  }
}

function createExclusively(file) {
  try {
    writeFileSync(file, String(process.pid), { flag: 'wx' })
    return true
  } catch {
    return false
  }
}

function read(file) {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return ''
  }
}

// After a crash another program may have got the same process id, so on Linux its command line is read too.
function isStandin(pid) {
  try {
    process.kill(pid, 0)
  } catch {
    return false
  }
  return process.platform !== 'linux' || read(`/proc/${pid}/cmdline`).includes('electron-standin')
}
