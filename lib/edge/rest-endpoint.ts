import { EndpointType } from 'aws-cdk-lib/aws-apigateway';

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

  /** @internal */
  public abstract _bind(): EndpointType;
}

class ByType extends RestEndpoint {
  constructor(private readonly type: EndpointType) {
    super();
  }

  public _bind(): EndpointType {
    return this.type;
  }
}
