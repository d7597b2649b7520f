/**
 * Who may use a console that one signs in to: whoever has an ID token of this issuer, for this client, with one of these
 * roles. The stack says it, the authorizer holds to it.
 * @see https://openid.net/specs/openid-connect-core-1_0.html#IDToken
 */
export interface SignInRules {
  /** The `iss` of its tokens, and where it describes itself: `/.well-known/openid-configuration` below. */
  readonly issuer: string
  /** The `aud` of the tokens. */
  readonly clientId: string
  /** Of the issuer's keys. @default - as the issuer describes itself */
  readonly jwksUri?: string
  /** The claim that holds the roles: a list of texts, or one text. */
  readonly rolesClaim: string
  /** Whoever has it sees and acts. */
  readonly operatorRole: string
  /** Whoever has it sees. */
  readonly readerRole: string
}

/** What a verified token says. */
export type Claims = Readonly<Record<string, unknown>>

/** `/config.json` of the web console: how one signs in. Empty where nobody does, at home. */
export interface ConsoleConfig {
  readonly signIn?: ConsoleSignIn
}

export interface ConsoleSignIn {
  /** The issuer, by OpenID Connect's discovery. */
  readonly authority: string
  readonly clientId: string
  /** Of OAuth, what is asked for: separated by spaces. */
  readonly scope: string
}
