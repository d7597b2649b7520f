import { Aws, Duration, Validations } from 'aws-cdk-lib'
import type { RestApi } from 'aws-cdk-lib/aws-apigateway'
import {
  AllowedMethods,
  type BehaviorOptions,
  CachePolicy,
  Distribution,
  type HeadersReferrerPolicy,
  HttpVersion,
  OriginProtocolPolicy,
  OriginRequestPolicy,
  OriginSslPolicy,
  ResponseHeadersPolicy,
  ViewerProtocolPolicy,
} from 'aws-cdk-lib/aws-cloudfront'
import { HttpOrigin, S3BucketOrigin } from 'aws-cdk-lib/aws-cloudfront-origins'
import type { Bucket, IBucket } from 'aws-cdk-lib/aws-s3'
import { Construct } from 'constructs'
import { consoleHeaders } from '../../topology/console-headers.ts'
import { CONSOLE_STAGE } from '../../topology/console-routes.ts'
import type { Deployment } from '../deployment.ts'

interface ConsoleDistributionProps {
  readonly bucket: Bucket
  readonly api: RestApi
  /** Origins at which the browser fetches tokens. */
  readonly signIn: readonly string[]
}

const HSTS = { accessControlMaxAge: Duration.days(365), includeSubdomains: true, override: true }

/** One address for the files of the console and its API, so that the browser asks no other for events. */
export class ConsoleDistribution extends Construct {
  readonly distribution: Distribution
  readonly url: string

  constructor(scope: Construct, id: string, deployment: Deployment, props: ConsoleDistributionProps) {
    super(scope, id)
    const { topology, config } = deployment
    const responseHeadersPolicy = headersPolicy(this, props.signIn)
    this.distribution = new Distribution(this, 'Distribution', {
      comment: `The console of ${topology.name} (${config.stage})`,
      defaultRootObject: 'index.html',
      httpVersion: HttpVersion.HTTP2_AND_3,
      defaultBehavior: {
        origin: S3BucketOrigin.withOriginAccessControl(props.bucket as IBucket),
        // As long as each file says of itself.
        cachePolicy: CachePolicy.CACHING_OPTIMIZED,
        viewerProtocolPolicy: ViewerProtocolPolicy.REDIRECT_TO_HTTPS,
        responseHeadersPolicy,
      },
      additionalBehaviors: { [`/${CONSOLE_STAGE}/*`]: { ...toApi(props.api), responseHeadersPolicy } },
    })
    this.url = `https://${this.distribution.distributionDomainName}/`
    acknowledge(this.distribution)
  }
}

/**
 * Whatever is asked below the stage's name, as it was asked. By its id and not its stage: the stage waits for the
 * authorizer, which knows the client, which returns to this distribution.
 */
function toApi({ restApiId }: RestApi): BehaviorOptions {
  return {
    origin: new HttpOrigin(`${restApiId}.execute-api.${Aws.REGION}.${Aws.URL_SUFFIX}`, {
      protocolPolicy: OriginProtocolPolicy.HTTPS_ONLY,
      originSslProtocols: [OriginSslPolicy.TLS_V1_2],
    }),
    allowedMethods: AllowedMethods.ALLOW_ALL,
    cachePolicy: CachePolicy.CACHING_DISABLED,
    // Authorization among it, which the policies of caches leave out.
    originRequestPolicy: OriginRequestPolicy.ALL_VIEWER_EXCEPT_HOST_HEADER,
    viewerProtocolPolicy: ViewerProtocolPolicy.HTTPS_ONLY,
  }
}

/** CloudFront takes the headers of security apart from all others. */
function headersPolicy(scope: Construct, signIn: readonly string[]): ResponseHeadersPolicy {
  const {
    'content-security-policy': contentSecurityPolicy = '',
    'referrer-policy': referrerPolicy,
    'x-content-type-options': _nosniff,
    ...others
  } = consoleHeaders(signIn)
  return new ResponseHeadersPolicy(scope, 'Headers', {
    securityHeadersBehavior: {
      contentSecurityPolicy: { contentSecurityPolicy, override: true },
      contentTypeOptions: { override: true },
      referrerPolicy: { referrerPolicy: referrerPolicy as HeadersReferrerPolicy, override: true },
      strictTransportSecurity: HSTS,
    },
    customHeadersBehavior: {
      customHeaders: Object.entries(others).map(([header, value]) => ({ header, value, override: true })),
    },
  })
}

function acknowledge(distribution: Distribution): void {
  Validations.of(distribution).acknowledge(
    {
      id: 'AwsSolutions-CFR1',
      reason: 'Operators are wherever they are woken. Who may ask anything is decided by signing in.',
    },
    {
      id: 'AwsSolutions-CFR2',
      reason:
        'It serves files that are the same for everybody, and an API that verifies a token before it does anything and is throttled.',
    },
    {
      id: 'AwsSolutions-CFR3',
      reason:
        'Who asked the API for what is in its access log. The files are public, and who read them tells nothing.',
    },
    {
      id: 'AwsSolutions-CFR4',
      reason:
        'The certificate of cloudfront.net has no other setting. The console needs a browser that speaks TLS 1.2, and its headers keep it at HTTPS.',
    },
  )
}
