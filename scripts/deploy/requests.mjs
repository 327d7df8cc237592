export async function requests() {}
