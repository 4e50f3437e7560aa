import { isCalendarThread } from './adapters/calendar-thread.ts'
import { isFeedThread } from './adapters/feed-thread.ts'
import { isPageThread } from './adapters/page-reader.ts'

/** Editors' pages and the JSON API. Strangers' pages, feeds and calendars are read in threads that run this same file: nothing is wired there. */
export const handler =
  isPageThread || isFeedThread || isCalendarThread ? undefined : (await import('./live/console.ts')).handler
