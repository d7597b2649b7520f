import { AUTHORIZATION } from '../emulators/aws-calls.ts'
import { generatedName, type Provision } from './resource-type.ts'

const MAX_NAME_LENGTH = 63

/** AWS::S3::Bucket */
export const provisionBucket: Provision = async (input, { endpoints }) => {
  const name = String(input.properties['BucketName'] ?? generatedName(input, MAX_NAME_LENGTH).toLowerCase())
  const response = await fetch(`${endpoints.aws}/${name}`, {
    method: 'PUT',
    headers: { authorization: AUTHORIZATION },
  })
  const alreadyThere = response.status === 409
  if (!response.ok && !alreadyThere) {
    throw new Error(`CreateBucket ${name}: ${response.status}: ${await response.text()}`)
  }
  const domainName = `${name}.s3.amazonaws.com`
  return {
    physicalId: name,
    attributes: { Arn: `arn:aws:s3:::${name}`, DomainName: domainName, RegionalDomainName: domainName },
  }
}
