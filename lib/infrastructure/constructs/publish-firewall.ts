import { Aws } from 'aws-cdk-lib'
import type { RestApi } from 'aws-cdk-lib/aws-apigateway'
import { LogGroup } from 'aws-cdk-lib/aws-logs'
import { CfnLoggingConfiguration, CfnWebACL, CfnWebACLAssociation } from 'aws-cdk-lib/aws-wafv2'
import { Construct } from 'constructs'
import { coreStackName } from '../../topology/resource-names.ts'
import type { Deployment } from '../deployment.ts'

/**
 * AWS WAF before the endpoint: addresses of ill repute, requests that exploit known holes, and floods of one address.
 * No rule looks for markup or SQL: the data of an event may be anything.
 */
export class PublishFirewall extends Construct {
  constructor(scope: Construct, id: string, api: RestApi, { topology, config }: Deployment) {
    super(scope, id)
    const { logRetention, removalPolicy, firewall } = config
    const name = coreStackName(topology, config.stage)
    const acl = new CfnWebACL(this, 'Acl', {
      description: `Before the endpoint of ${name}`,
      scope: 'REGIONAL',
      defaultAction: { allow: {} },
      visibilityConfig: visibility('PublishFirewall'),
      rules: [
        managed(0, 'AWSManagedRulesAmazonIpReputationList'),
        managed(1, 'AWSManagedRulesKnownBadInputsRuleSet'),
        flood(2, firewall?.requestsPerFiveMinutes ?? 0),
      ],
    })
    new CfnWebACLAssociation(this, 'Association', {
      resourceArn: api.deploymentStage.stageArn,
      webAclArn: acl.attrArn,
    })
    // The beginning of the name is WAF's condition.
    const logGroupName = `aws-waf-logs-${name}`
    const logs = new LogGroup(this, 'Logs', { logGroupName, retention: logRetention, removalPolicy })
    new CfnLoggingConfiguration(this, 'Logging', {
      resourceArn: acl.attrArn,
      // WAF refuses the ARN of a group with the colon and star that CloudFormation gives it.
      logDestinationConfigs: [arnOf(logGroupName)],
      loggingFilter: ONLY_WHAT_IS_BLOCKED,
      redactedFields: ['authorization', 'idempotency-key'].map((Name) => ({ singleHeader: { Name } })),
    }).node.addDependency(logs)
  }
}

const arnOf = (logGroup: string): string =>
  `arn:${Aws.PARTITION}:logs:${Aws.REGION}:${Aws.ACCOUNT_ID}:log-group:${logGroup}`

const ONLY_WHAT_IS_BLOCKED = {
  DefaultBehavior: 'DROP',
  Filters: [
    {
      Behavior: 'KEEP',
      Requirement: 'MEETS_ANY',
      Conditions: [{ ActionCondition: { Action: 'BLOCK' } }],
    },
  ],
}

/** Metrics, but no samples of requests: they would hold keys and the beginnings of bodies. */
const visibility = (metricName: string): CfnWebACL.VisibilityConfigProperty => ({
  metricName,
  cloudWatchMetricsEnabled: true,
  sampledRequestsEnabled: false,
})

/** @see https://docs.aws.amazon.com/waf/latest/developerguide/aws-managed-rule-groups-list.html */
const managed = (priority: number, name: string): CfnWebACL.RuleProperty => ({
  name,
  priority,
  overrideAction: { none: {} },
  statement: { managedRuleGroupStatement: { vendorName: 'AWS', name } },
  visibilityConfig: visibility(name),
})

const flood = (priority: number, limit: number): CfnWebACL.RuleProperty => ({
  name: 'Flood',
  priority,
  action: { block: {} },
  statement: { rateBasedStatement: { aggregateKeyType: 'IP', limit, evaluationWindowSec: 300 } },
  visibilityConfig: visibility('Flood'),
})
