exports.handler = async (event) => ({
  statusCode: 200,
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify({ from: 'search', stage: event.requestContext.stage, id: event.pathParameters?.id }),
});
