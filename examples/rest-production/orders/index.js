// A browser reads answers of a handler only if the handler says so: "cors" of the gateway speaks for API Gateway.
const HEADERS = { 'Content-Type': 'application/json', 'Access-Control-Allow-Origin': 'https://shop.example.com' };

/** Answers GET /orders, POST /orders and GET /orders/{id}. */
exports.handler = async ({ httpMethod, pathParameters, body }) => {
  const json = (statusCode, value) => ({ statusCode, headers: HEADERS, body: JSON.stringify(value) });
  if (httpMethod === 'POST') return json(201, { id: '1', ...JSON.parse(body) });
  return pathParameters ? json(200, { id: pathParameters.id }) : json(200, []);
};
