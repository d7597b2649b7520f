import { logicalId } from '../topology/resource-names.ts'

/** What generated clients call an operation: `publishOrderStatus`. */
export const operationId = (operation: string, topic: string | undefined): string =>
  operation + (topic === undefined ? '' : logicalId(topic, ''))
