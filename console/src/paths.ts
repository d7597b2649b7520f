/** Where pages are, for links between them: paths of the hash router. */
export const topicPath = (topic: string): string => `/topics/${encodeURIComponent(topic)}`

export const subscriptionPath = (subscription: string): string =>
  `/subscriptions/${encodeURIComponent(subscription)}`

export const deadLettersPath = (subscription: string): string =>
  `${subscriptionPath(subscription)}/dead-letters`

export const eventPath = (topic: string, { source, id }: { source: string; id: string }): string =>
  `/events/${encodeURIComponent(topic)}?${new URLSearchParams({ source, id })}`
