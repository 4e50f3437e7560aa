import { isFeedThread } from './adapters/feed-thread.ts'

/** Every quarter of an hour: feeds whose time has come are looked at, and what is new in them is filed. They are read in a thread that runs this same file: nothing is wired there. */
export const handler = isFeedThread ? undefined : (await import('./live/collect.ts')).handler
