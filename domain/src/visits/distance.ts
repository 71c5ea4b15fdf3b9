import type { Geo } from '@fieldfile/protocol'

/** Mean radius of the earth, km (IUGG). */
const earthKm = 6371.0088
/** Roads are longer than the straight line (C-31 default). */
const detour = 1.3
const radians = (degrees: number): number => (degrees * Math.PI) / 180

/** Great-circle distance in km (haversine). */
export function straightKm(a: Geo, b: Geo): number {
  const [dLat, dLon] = [radians(b.lat - a.lat), radians(b.lon - a.lon)]
  const h = Math.sin(dLat / 2) ** 2 + Math.cos(radians(a.lat)) * Math.cos(radians(b.lat)) * Math.sin(dLon / 2) ** 2
  return 2 * earthKm * Math.asin(Math.sqrt(h))
}

/** Estimated road distance in km (C-31). */
export const roadKm = (a: Geo, b: Geo): number => straightKm(a, b) * detour

/** Estimated driving time in minutes (C-31): 20 km at 35 km/h, the next 60 at 55, the rest at 75. */
export function driveMinutes(km: number): number {
  const [city, country, motorway] = [Math.min(km, 20), Math.min(Math.max(km - 20, 0), 60), Math.max(km - 80, 0)]
  return 60 * (city / 35 + country / 55 + motorway / 75)
}

/** Metres to the nearest gate; null if no position is known. Over 1,000 m a check-in asks for a reason (§5.3). */
export function metresToGate(
  position: Geo | null | undefined,
  gates: readonly (Geo | null | undefined)[]
): number | null {
  if (!position) return null
  const distances = gates
    .filter((g): g is Geo => g !== null && g !== undefined)
    .map((gate) => straightKm(position, gate) * 1000)
  return distances.length > 0 ? Math.round(Math.min(...distances)) : null
}
export const farFromGateM = 1000
