/** Where pages are, for links between them: paths of the hash router. */
export const topicPath = (topic: string): string => `/topics/${encodeURIComponent(topic)}`

export const subscriptionPath = (subscription: string): string =>
  `/subscriptions/${encodeURIComponent(subscription)}`

/** Of what its consumer could not handle, or of what SNS could not bring to its queue. */
export const deadLettersPath = (subscription: string, queue?: 'undelivered'): string =>
  `/dead-letters/${encodeURIComponent(subscription)}${queue ? `?queue=${queue}` : ''}`

export const deadLetterPath = (subscription: string, messageId: string, queue?: 'undelivered'): string =>
  `/dead-letters/${encodeURIComponent(subscription)}/${encodeURIComponent(messageId)}${queue ? `?queue=${queue}` : ''}`

export const eventPath = (topic: string, { source, id }: { source: string; id: string }): string =>
  `/events/${encodeURIComponent(topic)}?${new URLSearchParams({ source, id })}`
