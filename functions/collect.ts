import { isCalendarThread } from './adapters/calendar-thread.ts'
import { isFeedThread } from './adapters/feed-thread.ts'

/** Every quarter of an hour: feeds whose time has come are looked at, and what is new in them is filed; once a day calendars of holidays. They are read in threads that run this same file: nothing is wired there. */
export const handler = isFeedThread || isCalendarThread ? undefined : (await import('./live/collect.ts')).handler
