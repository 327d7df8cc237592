/** How the routes of a REST API become CloudFormation. */
export enum RestLayout {
  /** As the L2's resources: an `AWS::ApiGateway::Resource` for each path and an `AWS::ApiGateway::Method` for each route. */
  RESOURCES = 'RESOURCES',
}
