import { englishName } from './names.ts'
import { patches } from './places.ts'
import type { Random } from './random.ts'
import type { DemoRecord, DemoUser } from './record.ts'

export const demoPassword = 'qilan-demo'

export interface Staff {
  readonly records: DemoRecord[]
  readonly users: DemoUser[]
  readonly reps: DemoUser[]
  readonly manager: DemoUser
  readonly departments: Readonly<Record<'service' | 'marketing' | 'callCentre' | 'finance', readonly DemoUser[]>>
  readonly territoryOf: readonly string[]
}

const roster = [
  ['REP', ['唐岳', '程砚秋', '沈临', '顾青', '陆衡', '江帆', '叶澜', '秦峥']],
  ['MGR', ['黎文']],
  ['MKT', ['温清', '白荷']],
  ['SVC', ['韩露', '段明', '尹川']],
  ['CC', ['罗绮', '陶颖']],
  ['FIN', ['孟浩']],
  ['EXE', ['邵廷']],
  ['ADM', ['贺平']],
  ['DSK', ['许宁', '钟灵']]
] as const

/** Users of every role and the territories: region East China with patches P1 to P8, one rep each (DOMAIN §9.1). */
export function makeStaff(random: Random, at: number): Staff {
  const region = random.id(at)
  const territoryOf = patches.map(() => random.id(at))
  const users: DemoUser[] = []
  for (const [role, names] of roster) {
    for (const [i, name] of names.entries()) {
      const nameEn = englishName(name)
      const half = i === 0 ? territoryOf.slice(0, 4) : territoryOf.slice(4)
      users.push({
        id: random.id(at),
        login: nameEn.toLowerCase().split(' ').toReversed().join('.').replaceAll("'", ''),
        password: demoPassword,
        name,
        nameEn,
        roles: [role],
        territoryIds: role === 'REP' ? [territoryOf[i]!] : role === 'DSK' ? half : [region]
      })
    }
  }
  const by = (role: string): DemoUser[] => users.filter((u) => u.roles.includes(role))
  const reps = by('REP')
  const manager = by('MGR')[0]!
  const record = (type: string, id: string, body: Record<string, unknown>): DemoRecord => ({ type, id, body, at })
  const records = [
    record('territory', region, {
      code: 'EC',
      name: '华东',
      nameEn: 'East China',
      level: 'region',
      managerUserId: manager.id
    }),
    ...patches.map((patch, i) =>
      record('territory', territoryOf[i]!, {
        code: patch.code,
        name: patch.zh,
        nameEn: patch.en,
        parentId: region,
        level: 'patch',
        provinces: [...patch.covers],
        managerUserId: manager.id
      })
    ),
    ...users.map((user, i) => {
      const home = patches[i % patches.length]!.cities[0]!
      return record('user', user.id, {
        login: user.login,
        name: user.name,
        nameEn: user.nameEn,
        roles: [...user.roles],
        territoryIds: [...user.territoryIds],
        language: 'zh-CN',
        active: true,
        ...(user.roles.includes('REP')
          ? { homePosition: { lat: home.lat, lon: home.lon }, maxDriveMinutesPerDay: 360 }
          : {}),
        ...(user.roles.includes('DSK')
          ? { preparesForUserIds: reps.filter((r) => user.territoryIds.includes(r.territoryIds[0]!)).map((r) => r.id) }
          : {})
      })
    })
  ]
  return {
    records,
    users,
    reps,
    manager,
    departments: { service: by('SVC'), marketing: by('MKT'), callCentre: by('CC'), finance: by('FIN') },
    territoryOf
  }
}
