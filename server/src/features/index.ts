import type { Feature } from '../config.ts'
import { importFeature } from './imports/routes.ts'

/** Features beside sign-in and sync. A new one is its folder and a line here. */
export const features: readonly Feature[] = [importFeature]
