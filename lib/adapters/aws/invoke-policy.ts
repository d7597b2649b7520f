import { CONSOLE_ROUTES, type ConsoleRole, type ConsoleRoute } from '../../topology/console-routes.ts'

/** Who asks, as the authorizer tells the function behind it. */
export interface AuthorizedCaller {
  readonly principal: string
  readonly name: string
  readonly role?: ConsoleRole
}

/** What a Lambda authorizer answers to API Gateway. */
export interface AuthorizerAnswer {
  readonly principalId: string
  readonly policyDocument: {
    readonly Version: '2012-10-17'
    readonly Statement: readonly [
      { readonly Action: string; readonly Effect: 'Allow' | 'Deny'; readonly Resource: string[] },
    ]
  }
  readonly context: Readonly<Record<string, string>>
}

/**
 * All that somebody may ask of the desk, and not only what is asked now: API Gateway keeps the answer for the token, and
 * holds every other request to it.
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-lambda-authorizer-output.html
 */
export function invokePolicy(
  { principal, name, role }: AuthorizedCaller,
  methodArn: string,
): AuthorizerAnswer {
  const stage = methodArn.split('/').slice(0, 2).join('/')
  const allowed = Object.values<ConsoleRoute>(CONSOLE_ROUTES)
    .filter((route) => role === 'operator' || route.role === role)
    .map(({ method, path }) => `${stage}/${method}${path.replaceAll(/\{\w+\}/g, '*')}`)
  return {
    principalId: principal,
    policyDocument: {
      Version: '2012-10-17',
      Statement: [
        {
          Action: 'execute-api:Invoke',
          Effect: role ? 'Allow' : 'Deny',
          Resource: role ? allowed : [`${stage}/*`],
        },
      ],
    },
    context: { name, ...(role && { role }) },
  }
}
