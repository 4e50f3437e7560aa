/** What any page may say. */
export const common = {
  /** "Every day at 08:00, Europe/Berlin. Next: Thursday 26 November.": what comes second may be empty. */
  rhythm: (rhythm: string, next: string) => `${rhythm}. ${next}`.trimEnd(),
  toDigests: 'To the digests',
  further: 'More digests',
  gone: {
    title: 'There is nothing here',
    text: 'The link may be cut off: copy the whole of it from the mail, and try again.',
  },
  unreadable: {
    title: 'This form could not be read',
    text: 'Nothing has been changed. Go back to the page, reload it, and send the form again.',
  },
  sorry: {
    title: 'Something went wrong on our side',
    text: 'Nothing of yours is lost. Please try again in a minute.',
  },
}
