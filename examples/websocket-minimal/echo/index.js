const { ApiGatewayManagementApiClient, PostToConnectionCommand } = require('@aws-sdk/client-apigatewaymanagementapi');

exports.handler = async ({ requestContext, body }) => {
  const { routeKey, domainName, stage, connectionId } = requestContext;
  if (routeKey === 'echo') return { statusCode: 200, body }; // what the route sends back

  const client = new ApiGatewayManagementApiClient({ endpoint: `https://${domainName}/${stage}` });
  await client.send(new PostToConnectionCommand({ ConnectionId: connectionId, Data: body }));
  return { statusCode: 200 };
};
