import { recordTypes, type Entity } from '../entity.ts'
import { account } from './account.ts'
import { calendarDay } from './calendar-day.ts'
import { classification, classificationScheme } from './classification.ts'
import { conflict } from './conflict.ts'
import { dictionaryItem } from './dictionary-item.ts'
import { importBatch } from './import-batch.ts'
import { interaction } from './interaction.ts'
import { notification } from './notification.ts'
import { orgUnit } from './org-unit.ts'
import { person } from './person.ts'
import { posting } from './posting.ts'
import { season } from './season.ts'
import { site } from './site.ts'
import { task } from './task.ts'
import { team } from './team.ts'
import { territory } from './territory.ts'
import { user } from './user.ts'
import { visit } from './visit.ts'
import { visitReport } from './visit-report.ts'

export * from './account.ts'
export * from './calendar-day.ts'
export * from './classification.ts'
export * from './conflict.ts'
export * from './dictionary-item.ts'
export * from './import-batch.ts'
export * from './interaction.ts'
export * from './notification.ts'
export * from './org-unit.ts'
export * from './person.ts'
export * from './posting.ts'
export * from './season.ts'
export * from './site.ts'
export * from './task.ts'
export * from './team.ts'
export * from './territory.ts'
export * from './user.ts'
export * from './visit.ts'
export * from './visit-report.ts'

/** Every entity. A new one is its file and a line here. */
export const entities: readonly Entity[] = [
  account,
  site,
  orgUnit,
  person,
  posting,
  classificationScheme,
  classification,
  territory,
  user,
  team,
  calendarDay,
  season,
  dictionaryItem,
  visit,
  visitReport,
  task,
  interaction,
  importBatch,
  notification,
  conflict
]

/** Every record type: the entities and their facets. */
export const types = recordTypes(entities)
