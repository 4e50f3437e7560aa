import type { Digest } from '../model/digest.ts'
import { type CalendarDays, calendarsIn } from '../model/exceptions.ts'
import type { Calendar } from '../model/holidays.ts'
import type { Ports } from '../ports.ts'

/** A calendar that a digest goes by, and which of its editions do. `calendar` undefined: what was kept of it is gone, and the days that it named last are left out. */
export type UsedCalendar = CalendarDays & {
  readonly editions: readonly string[]
  readonly kept: Calendar | undefined
}

/** The calendars of holidays that a digest goes by, as they were read last. Price: a read each. */
export async function calendarsOf(ports: Pick<Ports, 'calendars' | 'ids'>, digest: Digest): Promise<UsedCalendar[]> {
  const used = digest.editions.flatMap(({ name, schedule }) =>
    schedule.every === 'filing' ? [] : calendarsIn(schedule.except).map((one) => ({ ...one, edition: name })),
  )
  const byAddress = [...Map.groupBy(used, ({ calendar }) => calendar).values()]
  return Promise.all(
    byAddress.map(async (all) => {
      const { calendar, name, days } = all[0]!
      const kept = await ports.calendars.get(`cal_${ports.ids.fingerprint(calendar)}`)
      return { calendar, name, days, editions: all.map(({ edition }) => edition), kept }
    }),
  )
}
