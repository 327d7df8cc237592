/** Answers GET /orders, POST /orders and GET /orders/{id}, and says who asked: the access token is checked by then. */
exports.handler = async ({ httpMethod, pathParameters, requestContext }) => {
  const { client_id: client, sub, scope } = requestContext.authorizer.claims;
  const json = (statusCode, value) => ({ statusCode, headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(value) });
  return json(httpMethod === 'POST' ? 201 : 200, { id: pathParameters?.id, client, sub, scope });
};
