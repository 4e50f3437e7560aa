import { streamHandle } from 'hono/aws-lambda'
import { calendarReader } from '../adapters/calendar-thread.ts'
import { feedReader } from '../adapters/feed-thread.ts'
import { pageReader } from '../adapters/page-reader.ts'
import { createConsole } from '../http/console.ts'
import { secret, setting } from './config.ts'
import { fetching, posting } from './fetch.ts'
import { links } from './links.ts'
import { queues } from './queues.ts'
import { renderer } from './render.ts'
import { onlyRoutedStream } from './router.ts'
import { stores } from './stores.ts'
import { world } from './world.ts'
import { zoned } from './zones.ts'

const here = world('console')
const ports: Parameters<typeof createConsole>[0] = {
  ...here,
  ...zoned(here),
  ...links(),
  ...queues(),
  ...stores(here),
  ...fetching(here.now),
  ...posting(here.now),
  importRate: setting('IMPORT_RATE'),
  pages: pageReader(),
  // For previews: the one who answers editors may reach the templates.
  render: renderer,
  readFeed: feedReader(),
  readCalendar: calendarReader(),
}

/** It answers in pieces: an export may be larger than Lambda's 6 MB. */
export const handler = onlyRoutedStream(streamHandle(createConsole(ports, secret('ApiKey'), setting('OWNERS'))))
