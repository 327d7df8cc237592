exports.handler = async (event) => {
  const { ordersTable } = event.stageVariables ?? {};
  return { statusCode: 200, headers: { 'Content-Type': 'application/json' }, body: JSON.stringify({ table: ordersTable, orders: [] }) };
};
