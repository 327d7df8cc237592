/** Answers GET /orders, POST /orders and GET /orders/{id}. */
exports.handler = async ({ httpMethod, pathParameters, body }) => {
  const json = (statusCode, value) => ({ statusCode, headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(value) });
  if (httpMethod === 'POST') return json(201, { id: '1', ...JSON.parse(body) });
  return pathParameters ? json(200, { id: pathParameters.id }) : json(200, []);
};
