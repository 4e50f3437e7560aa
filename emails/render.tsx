/** @jsxImportSource react */
// From its own package: through `components`, a bundle that also holds the provider's client never runs it.
import { render } from '@react-email/render'
import type { ReactElement } from 'react'
import type { Renderer } from '../core/ports.ts'
import { Code } from './code.tsx'
import { Comment } from './comment.tsx'
import { Confirmation } from './confirmation.tsx'
import { Digest } from './digest.tsx'
import { Door } from './door.tsx'
import { Held } from './held.tsx'
import { Notice } from './notice.tsx'
import { Quota } from './quota.tsx'
import { Report } from './report.tsx'
import {
  commentSubject,
  confirmationSubject,
  digestSubject,
  doorSubject,
  heldSubject,
  noticeSubject,
  quotaSubject,
  reportSubject,
} from './subject.ts'
import {
  codeSubject,
  codeText,
  commentText,
  confirmationText,
  digestText,
  doorText,
  heldText,
  noticeText,
  quotaText,
  reportText,
} from './text.ts'

/** Props become subject, HTML and text. What is too long is the caller's to cut (STD-29): nothing is left out here. */
export const renderer: Renderer = {
  async digest(props) {
    return { subject: digestSubject(props), html: await page(<Digest {...props} />), text: digestText(props) }
  },
  async confirmation(props) {
    return {
      subject: confirmationSubject(props),
      html: await page(<Confirmation {...props} />),
      text: confirmationText(props),
    }
  },
  async notice(props) {
    return { subject: noticeSubject(props), html: await page(<Notice {...props} />), text: noticeText(props) }
  },
  async code(props) {
    return { subject: codeSubject(props), html: await page(<Code {...props} />), text: codeText(props) }
  },
  async door(props) {
    return { subject: doorSubject(props), html: await page(<Door {...props} />), text: doorText(props) }
  },
  async comment(props) {
    return { subject: commentSubject(props), html: await page(<Comment {...props} />), text: commentText(props) }
  },
  async held(props) {
    return { subject: heldSubject(props), html: await page(<Held {...props} />), text: heldText(props) }
  },
  async quota(props) {
    return { subject: quotaSubject(props), html: await page(<Quota {...props} />), text: quotaText(props) }
  },
  async report(props) {
    return { subject: reportSubject(props), html: await page(<Report {...props} />), text: reportText(props) }
  },
}

/**
 * Without what React leaves for a browser: comments to wake a page up by, and a hint to fetch a picture early, which would
 * be fetched though it is not shown. There are no others: `<` in a text is `&lt;`.
 */
const page = async (mail: ReactElement) => (await render(mail)).replaceAll(/<!--.*?-->|<link rel="preload"[^>]*>/g, '')
