// Orders, for whoever is in the VPC.
exports.handler = async ({ httpMethod, path }) => ({
  statusCode: 200,
  headers: { 'Content-Type': 'application/json' },
  body: JSON.stringify(path === '/health' ? { status: 'ok' } : { method: httpMethod, orders: [] }),
});
