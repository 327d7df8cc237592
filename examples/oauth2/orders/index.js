// A browser reads answers of a handler only if the handler says so: "cors" of the gateway speaks for API Gateway.
const HEADERS = { 'Content-Type': 'application/json', 'Access-Control-Allow-Origin': 'https://shop.example.com' };

/** Answers GET /orders, POST /orders and GET /orders/{id}, and says who asked: the access token is checked by then. */
exports.handler = async ({ httpMethod, pathParameters, requestContext }) => {
  const { client_id: client, sub, scope } = requestContext.authorizer.claims;
  const json = (statusCode, value) => ({ statusCode, headers: HEADERS, body: JSON.stringify(value) });
  return json(httpMethod === 'POST' ? 201 : 200, { id: pathParameters?.id, client, sub, scope });
};
