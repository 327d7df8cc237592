exports.handler = async () => ({ found: [] });
