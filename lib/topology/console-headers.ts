/**
 * The headers of the web console, at home and on CloudFront. Bodies of events are hostile: nothing but the console's own
 * scripts runs, nothing becomes HTML (Trusted Types without a policy), no other page frames it. `signIn` is where the
 * browser fetches tokens, for a console that one signs in to.
 * @see https://www.w3.org/TR/CSP3/
 */
export function consoleHeaders(signIn: readonly string[] = []): Readonly<Record<string, string>> {
  const policy = [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self'",
    "font-src 'self'",
    ["connect-src 'self'", ...signIn].join(' '),
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
    "require-trusted-types-for 'script'",
    "trusted-types 'none'",
  ]
  return {
    'content-security-policy': policy.join('; '),
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'no-referrer',
    'cross-origin-opener-policy': 'same-origin',
  }
}
