/** How the routes of a REST API become CloudFormation. */
export enum RestLayout {
  /**
   * As one OpenAPI document, the `Body` of the `AWS::ApiGateway::RestApi`: a deployment is exactly what the code says,
   * and the number of routes does not count. For a new API.
   */
  OPENAPI = 'OPENAPI',

  /**
   * As the L2's resources: an `AWS::ApiGateway::Resource` for each path and an `AWS::ApiGateway::Method` for each route.
   * For an API that is deployed like this already.
   */
  RESOURCES = 'RESOURCES',
}
