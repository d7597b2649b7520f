import type { CloudFormationCustomResourceEvent, CloudFormationCustomResourceResponse } from 'aws-lambda'

/**
 * Does what a custom resource asks for and says how it went. CloudFormation waits an hour for the answer, so a failure is
 * one, too.
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/crpg-ref-responses.html
 */
export async function answerCloudFormation(
  event: CloudFormationCustomResourceEvent,
  physicalId: string,
  act: () => Promise<void>,
): Promise<void> {
  const { StackId, RequestId, LogicalResourceId } = event
  const about = { PhysicalResourceId: physicalId, StackId, RequestId, LogicalResourceId }
  const answer = await act().then(
    (): CloudFormationCustomResourceResponse => ({ ...about, Status: 'SUCCESS' }),
    (error: unknown): CloudFormationCustomResourceResponse => ({
      ...about,
      Status: 'FAILED',
      Reason: String(error),
    }),
  )
  const response = await fetch(event.ResponseURL, {
    method: 'PUT',
    // The URL is signed for a request without one.
    headers: { 'content-type': '' },
    body: JSON.stringify(answer),
  })
  if (!response.ok) throw new Error(`CloudFormation did not take the answer: ${response.status}.`)
}
