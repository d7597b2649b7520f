import { defaultProvider } from '@aws-sdk/credential-provider-node'

/**
 * Who the one at the terminal is, as every AWS tool finds out: environment, profile, SSO, container or instance role.
 * Asked again it answers from memory, and anew before what it gave expires.
 * @see https://docs.aws.amazon.com/sdkref/latest/guide/standardized-credentials.html
 */
export const credentialChain = defaultProvider
