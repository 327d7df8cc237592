import { EndpointType } from 'aws-cdk-lib/aws-apigateway';
import { IVpcEndpoint } from 'aws-cdk-lib/aws-ec2';
import { Construct } from 'constructs';
import { checkVpcEndpoints } from './check-vpc-endpoints';
import { executeApiEndpoint } from './execute-api-endpoint';
import { VpcOnlyEndpointOptions } from './vpc-only-endpoint-options';
import { checkMembers, Members } from '../private/check-members';
import { fail } from '../private/errors';

/** What a gateway tells its API of where it is reached. */
export interface BoundRestEndpoint {
  readonly type: EndpointType;
  /** The endpoints that alone reach a private API. */
  readonly vpcEndpoints?: IVpcEndpoint[];
}

/** Where callers reach a REST API. */
export abstract class RestEndpoint {
  /** In the API's Region. The default: clients elsewhere are served better by a distribution of one's own. */
  public static regional(): RestEndpoint {
    return new ByType(EndpointType.REGIONAL);
  }

  /** At the CloudFront locations of AWS, which forward to the API's Region. */
  public static edge(): RestEndpoint {
    return new ByType(EndpointType.EDGE);
  }

  /**
   * In VPCs only, through interface endpoints: a private API. The resource policy denies requests that come another way; who may call
   * through the endpoints is left to the routes, and to `resourcePolicy`.
   *
   * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-private-apis.html
   */
  public static vpcOnly(options: VpcOnlyEndpointOptions): RestEndpoint {
    return new VpcOnly(options);
  }

  /** @internal */
  public abstract _bind(scope: Construct): BoundRestEndpoint;
}

class ByType extends RestEndpoint {
  constructor(private readonly type: EndpointType) {
    super();
  }

  public _bind(): BoundRestEndpoint {
    return { type: this.type };
  }
}

const OPTIONS: Members<VpcOnlyEndpointOptions> = { vpcEndpoints: true, vpc: true, subnets: true, peers: true, privateDnsEnabled: true };

const OF_DEFINED = ['subnets', 'peers', 'privateDnsEnabled'] as const;

class VpcOnly extends RestEndpoint {
  constructor(private readonly options: VpcOnlyEndpointOptions) {
    super();
    checkMembers(options, Object.keys(OPTIONS), 'RestEndpoint.vpcOnly');
  }

  public _bind(scope: Construct): BoundRestEndpoint {
    const { vpcEndpoints, vpc } = this.options;
    if ((vpcEndpoints === undefined) === (vpc === undefined)) {
      fail(`set either 'vpcEndpoints' or 'vpc' of RestEndpoint.vpcOnly, got ${vpc === undefined ? 'neither' : 'both'}: write RestEndpoint.vpcOnly({ vpc }), which defines an endpoint`, scope);
    }
    if (vpcEndpoints === undefined) return { type: EndpointType.PRIVATE, vpcEndpoints: [executeApiEndpoint(scope, { ...this.options, vpc: vpc! })] };
    const idle = OF_DEFINED.find((prop) => this.options[prop] !== undefined);
    if (idle) fail(`'${idle}' is of the endpoint that is defined in 'vpc', and 'vpcEndpoints' are there already: say it of them`, scope);
    checkVpcEndpoints(vpcEndpoints, scope);
    return { type: EndpointType.PRIVATE, vpcEndpoints: [...vpcEndpoints] };
  }
}
