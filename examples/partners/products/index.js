/** Answers GET /products, GET /products/{id} and POST /orders. The id of the caller's key tells partners apart in logs; it does not authorize them. */
exports.handler = async ({ httpMethod, pathParameters, body, requestContext }) => {
  const json = (statusCode, value) => ({ statusCode, headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(value) });
  console.log(JSON.stringify({ apiKeyId: requestContext.identity.apiKeyId, route: `${httpMethod} ${requestContext.resourcePath}` }));
  if (httpMethod === 'POST') return json(201, { id: '1', ...JSON.parse(body) });
  return pathParameters ? json(200, { id: pathParameters.id }) : json(200, []);
};
