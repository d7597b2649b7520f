import { ACCOUNT, REGION } from '../assembly/pseudo-parameters.ts'
import { generatedName, type Provision } from './resource-type.ts'

const MAX_NAME_LENGTH = 512

/** AWS::Logs::LogGroup. It begins with the first line. */
export const provisionLogGroup: Provision = (input) => {
  const name = String(input.properties['LogGroupName'] ?? generatedName(input, MAX_NAME_LENGTH))
  const arn = `arn:aws:logs:${REGION}:${ACCOUNT}:log-group:${name}:*`
  return { physicalId: name, attributes: { Arn: arn } }
}
