/** Knows who asks: the user pool has checked it. */
exports.handler = async (event) => {
  const { sub } = event.requestContext.authorizer.claims;
  const { id = null } = event.pathParameters ?? {};
  const answer = event.httpMethod === 'POST' ? { status: 'accepted', payment: JSON.parse(event.body) } : { id, owner: sub };
  return { statusCode: event.httpMethod === 'POST' ? 202 : 200, headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(answer) };
};
