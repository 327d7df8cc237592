export async function compareLayouts() {}
