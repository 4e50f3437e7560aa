/** @jsxImportSource hono/jsx */
import { Notice, type Publisher } from './layout.tsx'

/** Always the same, whoever asked (T01). */
export const TakenPage = ({ publisher }: { publisher: Publisher }) => (
  <Notice title="Look into your inbox" publisher={publisher}>
    <p>We have sent you a mail with a button in it. Your subscription begins when you press it.</p>
    <p class="soft ui">
      Nothing there after a few minutes? Look among spam. If you are subscribed already, or asked within the last day,
      no second mail comes.
    </p>
    <p class="ui">
      <a href="/">Back to the digests</a>
    </p>
  </Notice>
)
