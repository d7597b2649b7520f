import { expect, it } from 'vitest'
import { iamPrincipal } from '../../lib/adapters/aws/iam-principal.ts'

it.each([
  ['a role, without its session', 'sts::1:assumed-role/shop/ann@example.com', 'iam::1:role/shop'],
  ['a user', 'iam::1:user/team/ann', 'iam::1:user/team/ann'],
  ['a federated user', 'sts::1:federated-user/ann', 'sts::1:federated-user/ann'],
])('the caller is %s', (_who, arn, principal) => {
  expect(iamPrincipal(`arn:aws:${arn}`)).toBe(`arn:aws:${principal}`)
  expect(iamPrincipal(`arn:aws-cn:${arn}`)).toBe(`arn:aws-cn:${principal}`)
})
