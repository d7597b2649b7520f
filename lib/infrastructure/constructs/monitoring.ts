import { Aws } from 'aws-cdk-lib'
import { ComparisonOperator, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch'
import { Topic } from 'aws-cdk-lib/aws-sns'
import {
  type CustomMetricGroup,
  DefaultDashboardFactory,
  MonitoringFacade,
  multipleActions,
  noopAction,
  notifySns,
} from 'cdk-monitoring-constructs'
import { Construct } from 'constructs'
import { metricsNamespace } from '../../topology/metrics.ts'
import { coreStackName } from '../../topology/resource-names.ts'
import type { AlarmDefinition } from '../alarms/alarm-definition.ts'
import { ALARMS } from '../alarms/alarms.ts'
import type { WatchedCore, WatchedSubscription } from '../alarms/subjects.ts'
import { journeyRows } from '../dashboards/journey-rows.ts'
import { subscriptionRow } from '../dashboards/subscription-row.ts'
import type { Deployment } from '../deployment.ts'

/** The alarms of one stack, and its dashboard, if it has one: a row for each step of the journey, or for each subscription. */
export class Monitoring extends Construct {
  private readonly facade: MonitoringFacade
  private readonly deployment: Deployment

  constructor(scope: Construct, id: string, deployment: Deployment, dashboard?: string) {
    super(scope, id)
    this.deployment = deployment
    this.facade = new MonitoringFacade(this, 'All', {
      metricFactoryDefaults: { namespace: this.namespace },
      alarmFactoryDefaults: {
        actionsEnabled: true,
        alarmNamePrefix: '',
        action: this.notify(deployment.config.alarmTargets),
      },
      // Dashboards have no region of their own: the name must tell two of them apart.
      dashboardFactory: new DefaultDashboardFactory(this, 'Dashboards', {
        dashboardNamePrefix: `${dashboard}-${Aws.REGION}`,
        createDashboard: dashboard !== undefined,
      }),
    })
  }

  core(core: WatchedCore): void {
    for (const definition of ALARMS.endpoint) this.alarm(definition, core)
    for (const definition of ALARMS.ledger) this.alarm(definition, core)
    for (const topic of core.topics)
      for (const definition of ALARMS.topic) this.alarm(definition, topic, topic.name)
    for (const [step, graphs] of Object.entries(journeyRows(core))) this.row(step, graphs)
  }

  subscription(subscription: WatchedSubscription): void {
    const { name, topic } = subscription.settings
    for (const definition of ALARMS.subscription) this.alarm(definition, subscription, name)
    this.row(`${topic} → ${name}`, subscriptionRow(subscription, this.namespace))
  }

  /** Its metrics are on the dashboard of the core. */
  canary(topic: string): void {
    for (const definition of ALARMS.canary)
      this.alarm(definition, { topic, namespace: this.namespace }, topic)
  }

  private get namespace(): string {
    return metricsNamespace(this.deployment.topology, this.deployment.config.stage)
  }

  private alarm<Of>(definition: AlarmDefinition<Of>, of: Of, name?: string): void {
    const { topology, config } = this.deployment
    const { badMinutes = 1, ofMinutes = badMinutes, silenceIsBad = false } = definition
    const bus = coreStackName(topology, config.stage)
    this.facade.createAlarmFactory('').addAlarm(definition.metric(of), {
      alarmNameOverride: [bus, ...(name === undefined ? [] : [name]), definition.name].join('-'),
      alarmNameSuffix: definition.name,
      alarmDescription: definition.says(of),
      runbookLink: `${config.runbooks.replace(/\/$/, '')}/${definition.name}.md`,
      threshold: definition.threshold(of),
      comparisonOperator: ComparisonOperator.GREATER_THAN_THRESHOLD,
      datapointsToAlarm: badMinutes,
      evaluationPeriods: ofMinutes,
      treatMissingData: silenceIsBad ? TreatMissingData.BREACHING : TreatMissingData.NOT_BREACHING,
    })
  }

  private row(heading: string, graphs: readonly CustomMetricGroup[]): void {
    this.facade.monitorCustom({
      humanReadableName: heading,
      alarmFriendlyName: heading,
      metricGroups: [...graphs],
    })
  }

  private notify(targets: readonly string[]) {
    if (targets.length === 0) return noopAction()
    const actions = targets.map((arn, index) => {
      const topic = Topic.fromTopicArn(this, `Target${index}`, arn)
      return notifySns(topic, topic)
    })
    return multipleActions(...actions)
  }
}
