import { CloudFormationClient, DescribeStacksCommand } from '@aws-sdk/client-cloudformation'

/**
 * The outputs of a deployed stack, by name; undefined when there is no such stack.
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_DescribeStacks.html
 */
export async function stackOutputs(name: string): Promise<Record<string, string> | undefined> {
  const client = new CloudFormationClient({})
  try {
    const { Stacks = [] } = await client.send(new DescribeStacksCommand({ StackName: name }))
    const outputs = Stacks.flatMap(({ Outputs = [] }) => Outputs)
    return Object.fromEntries(outputs.map(({ OutputKey = '', OutputValue = '' }) => [OutputKey, OutputValue]))
  } catch (error) {
    // There is no error of its own for it.
    if ((error as Error).message === `Stack with id ${name} does not exist`) return undefined
    throw error
  } finally {
    client.destroy()
  }
}
