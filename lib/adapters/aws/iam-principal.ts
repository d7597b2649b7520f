/**
 * Whom the `publishers.principals` of a topic name, from the ARN of a caller that AWS verified: a user, or a role without
 * its session's name, which changes with every login. AWS does not tell the path of the role of a session.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html#identifiers-arns
 */
export const iamPrincipal = (arn: string): string =>
  arn.replace(/^(arn:[^:]+):sts::(\d+):assumed-role\/([^/]+)\/.*$/, '$1:iam::$2:role/$3')
